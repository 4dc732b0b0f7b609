"""What every test runs under: the guards, each with its own proof beside it."""
