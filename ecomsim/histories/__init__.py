"""What happened: statements and logins, noted in memory and written in batches."""
