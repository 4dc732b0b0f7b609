"""Who may see and do what, at every address: as whom one comes, and whose record it is."""
