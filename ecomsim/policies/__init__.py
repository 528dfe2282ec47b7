"""Masking and row access policies: what a role sees of the rows and columns they are attached to."""
