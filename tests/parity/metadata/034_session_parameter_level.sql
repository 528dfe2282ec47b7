-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 34

ALTER SESSION SET TIMEZONE = 'UTC';

SHOW PARAMETERS LIKE 'TIMEZONE';
----
key | value | default | level | description | type
TIMEZONE | UTC | America/Los_Angeles | SESSION | * | STRING
