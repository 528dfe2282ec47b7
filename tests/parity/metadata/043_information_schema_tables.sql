-- source: Snowflake documentation, "Snowflake Information Schema"
-- case: metadata.md 11 case 43

CREATE TABLE t (a INT);

CREATE VIEW v AS SELECT a FROM t;

SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'S1' ORDER BY table_name;
----
TABLE_NAME | TABLE_TYPE
T | BASE TABLE
V | VIEW
