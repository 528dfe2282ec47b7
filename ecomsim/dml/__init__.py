"""Handlers of INSERT, UPDATE, DELETE, MERGE and TRUNCATE: bind, lock, find the effects, write them."""
