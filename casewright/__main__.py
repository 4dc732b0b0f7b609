"""`python -m casewright` is the same as the console command."""

from casewright.config.commands import main

if __name__ == "__main__":
    main()
