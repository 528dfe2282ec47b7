"""Pipes: COPY INTO statements that load new files by themselves."""
