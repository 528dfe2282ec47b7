-- source: Snowflake documentation, "Data consistency and pipeline boundaries"
-- case: dynamic-tables.md 22 case 68
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, 100/v AS q FROM src;

CREATE DYNAMIC TABLE c TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, q FROM DYNAMIC_TABLE_REFRESH_BOUNDARY(a);

INSERT INTO src VALUES (3,0);

-- advance 1 minute
ALTER DYNAMIC TABLE a REFRESH;
----
error

-- advance 1 minute
SELECT DISTINCT state FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'c'));
----
STATE
SUCCEEDED

SELECT inputs[0]:insideRefreshBoundary::BOOLEAN AS inside FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY()) WHERE name = 'C';
----
INSIDE
TRUE
