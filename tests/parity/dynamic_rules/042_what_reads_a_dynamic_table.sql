-- source: Snowflake documentation, "Decision guide for dynamic tables"; "Use streams on dynamic tables"; DT-6.3, DT-13.4, DT-15.2, DT-15.5
-- case: dynamic table rules, case 42
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE TABLE copied AS SELECT * FROM d;

SELECT COUNT(*) AS n FROM copied;
----
N
2

CREATE VIEW vw AS SELECT id FROM d;

SELECT SUM(id) AS s FROM vw;
----
S
3

SELECT COUNT(*) AS n FROM DYNAMIC_TABLE_REFRESH_BOUNDARY(d);
----
N
2

CREATE STREAM s ON DYNAMIC TABLE d APPEND_ONLY = TRUE;
----
error

CREATE STREAM s ON DYNAMIC TABLE d;

SHOW STREAMS LIKE 's';

SELECT "source_type", "mode" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
source_type | mode
Dynamic Table | DEFAULT

INSERT INTO src VALUES (3,30);

ALTER DYNAMIC TABLE d REFRESH;

SELECT id, METADATA$ACTION AS act FROM s;
----
ID | ACT
3 | INSERT
