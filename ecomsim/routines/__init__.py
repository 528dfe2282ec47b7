"""Procedures and functions: created, looked up by signature, called."""
