-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 33

SHOW PARAMETERS LIKE 'TIMEZONE';
----
key | value | default | level | description | type
TIMEZONE | America/Los_Angeles | America/Los_Angeles | * | * | STRING
