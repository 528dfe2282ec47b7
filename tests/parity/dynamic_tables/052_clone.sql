-- source: Snowflake documentation, "ALTER DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 52
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

CREATE DYNAMIC TABLE c CLONE d;

SELECT * FROM c ORDER BY id;
----
ID | W
1 | 20
2 | 40

SHOW DYNAMIC TABLES LIKE 'c';

SELECT "is_clone", "scheduling_state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
is_clone | scheduling_state
~(?i)true | SUSPENDED

SELECT scheduling_state:reason_code::VARCHAR AS reason_code FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY()) WHERE name = 'C';
----
REASON_CODE
CLONED_AUTO_SUSPENDED

INSERT INTO src VALUES (3,30);

-- advance 1 hour
SELECT COUNT(*) AS n FROM c;
----
N
2

ALTER DYNAMIC TABLE c RESUME;

-- advance 1 minute
SELECT COUNT(*) AS n FROM c;
----
N
3
