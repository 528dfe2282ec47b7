"""Roles, users and privileges."""
