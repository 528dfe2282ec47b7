-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", variant syntax CLONE
-- case: dynamic table rules, case 29
-- fixture: src
-- needs: virtual clock

CREATE SCHEMA s9;

CREATE TABLE s9.t (id INT) AS SELECT 1;

CREATE DYNAMIC TABLE s9.a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id FROM t;

CREATE DYNAMIC TABLE s9.b TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM a;

CREATE SCHEMA s10 CLONE s9;

SELECT name, scheduling_state:reason_code::VARCHAR AS reason FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY()) WHERE schema_name = 'S10' ORDER BY name;
----
NAME | REASON
A | CLONED_AUTO_SUSPENDED
B | UPSTREAM_CLONED_AUTO_SUSPENDED

INSERT INTO s10.t VALUES (2);

-- advance 10 seconds
ALTER DYNAMIC TABLE s10.b REFRESH;

SELECT (SELECT COUNT(*) FROM s10.b) AS clone, (SELECT COUNT(*) FROM s9.b) AS origin;
----
CLONE | ORIGIN
2 | 1
