-- source: Snowflake documentation, "Data consistency and pipeline boundaries"; DT-13.1 to DT-13.3
-- case: dynamic table rules, case 44
-- fixture: src

CREATE DYNAMIC TABLE a TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT x.id FROM a x JOIN DYNAMIC_TABLE_REFRESH_BOUNDARY(a) y ON x.id = y.id;
----
error: inside and outside

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM DYNAMIC_TABLE_REFRESH_BOUNDARY(a);

INSERT INTO src VALUES (3,30);

ALTER DYNAMIC TABLE d REFRESH;

SELECT (SELECT COUNT(*) FROM a) AS above, (SELECT COUNT(*) FROM d) AS below;
----
ABOVE | BELOW
2 | 2

ALTER DYNAMIC TABLE a REFRESH;

ALTER DYNAMIC TABLE d REFRESH;

SELECT COUNT(*) AS n FROM d;
----
N
3
