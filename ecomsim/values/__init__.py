"""Values: Snowflake's types, and what a VARIANT holds."""
