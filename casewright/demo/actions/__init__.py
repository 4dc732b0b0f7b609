"""What fills a house with made-up people: through the rooms' own actions, or all at once."""
