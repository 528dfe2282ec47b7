-- source: Snowflake documentation, "Supported queries for dynamic tables", refresh modes
-- case: dynamic-tables.md 22 case 30
-- fixture: src
-- needs: virtual clock

CREATE TABLE ev (id INT, ts TIMESTAMP_LTZ);

INSERT INTO ev SELECT 1, CURRENT_TIMESTAMP();

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, ts FROM ev WHERE ts > DATEADD(minute, -2, CURRENT_TIMESTAMP());

SELECT COUNT(*) AS n FROM d;
----
N
1

-- advance 3 minutes
SELECT COUNT(*) AS n FROM d;
----
N
0
