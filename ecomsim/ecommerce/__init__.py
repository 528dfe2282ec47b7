"""The worked example: an e-commerce warehouse, its data, its pipeline and its live traffic."""
