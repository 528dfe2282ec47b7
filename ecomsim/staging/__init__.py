"""Stages and files: where files lie, how they are read, loaded and written."""
