"""What a Python program holds: connections and cursors in the manner of the Snowflake connector (PEP 249)."""
