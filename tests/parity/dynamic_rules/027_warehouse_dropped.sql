-- source: Snowflake documentation, "Error code reference for dynamic tables", 002725
-- case: dynamic table rules, case 27
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;

DROP WAREHOUSE wh;

INSERT INTO src VALUES (3,30);

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;
----
error 002725

CREATE WAREHOUSE other INITIALLY_SUSPENDED = TRUE;

ALTER DYNAMIC TABLE d SET WAREHOUSE = other;

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

SELECT COUNT(*) AS n FROM d;
----
N
3
