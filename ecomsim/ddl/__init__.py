"""Handlers of CREATE, ALTER, DROP and UNDROP for databases, schemas, tables, views and sequences."""
