-- source: Snowflake documentation, "Triggered tasks", "Use streams on dynamic tables"; DT-15.6
-- case: dynamic table rules, case 74
-- fixture: src
-- needs: virtual clock

CREATE TABLE log (n INT);

CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = wh AS SELECT id, v FROM src WHERE v < 100;

CREATE STREAM s ON DYNAMIC TABLE d;

CREATE TASK triggered WAREHOUSE = wh WHEN SYSTEM$STREAM_HAS_DATA('s') AS INSERT INTO log SELECT COUNT(*) FROM s;

CREATE TASK refresher WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS ALTER DYNAMIC TABLE d REFRESH;

ALTER TASK triggered RESUME;

ALTER TASK refresher RESUME;

INSERT INTO src VALUES (3,300);

-- advance 15 minutes
SELECT COUNT(*) AS n FROM log;
----
N
0

SELECT refresh_trigger, refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger <> 'CREATION';
----
REFRESH_TRIGGER | REFRESH_ACTION
MANUAL | INCREMENTAL

INSERT INTO src VALUES (4,40),(5,50);

-- advance 10 minutes
SELECT n FROM log;
----
N
2
