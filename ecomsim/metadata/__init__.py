"""What the engine says about itself: SHOW, DESCRIBE, INFORMATION_SCHEMA, ACCOUNT_USAGE, GET_DDL and parameters."""
