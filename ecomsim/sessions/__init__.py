"""A session: where it stands, what it has set, its transactions, and how it is stopped."""
