-- source: Snowflake documentation, "SHOW TABLES"; "TABLES view"; "Manage dynamic tables"; DT-2.4, DT-5.4, DT-5.5
-- case: dynamic table rules, case 41
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;
----
status
Dynamic table D successfully created.

SHOW TABLES LIKE 'd';

SELECT "name", "is_dynamic" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | is_dynamic
D | Y

SELECT table_name, is_dynamic FROM INFORMATION_SCHEMA.TABLES WHERE table_name IN ('D', 'SRC') ORDER BY 1;
----
TABLE_NAME | IS_DYNAMIC
D | YES
SRC | NO

CREATE TABLE d (id INT);
----
error

CREATE VIEW d AS SELECT 1 AS x;
----
error

CREATE DYNAMIC TABLE src TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT 1 AS x FROM d;
----
error

SELECT COUNT(*) AS n FROM d;
----
N
2
