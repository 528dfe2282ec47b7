-- source: Snowflake documentation, "DESCRIBE TABLE", "DESCRIBE VIEW"
-- case: metadata.md 11 case 42

DESCRIBE TABLE nosuch;
----
error 002003 (42S02): NOSUCH' does not exist or not authorized.
