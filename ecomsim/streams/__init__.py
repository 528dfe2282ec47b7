"""Streams: what changed in a table or view since a named offset, and the CHANGES clause."""
