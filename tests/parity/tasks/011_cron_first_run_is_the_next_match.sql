-- source: Snowflake documentation, "CREATE TASK", cron expressions
-- case: tasks.md 19 case 11
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 0 * * * UTC' AS INSERT INTO log VALUES ('a');

-- advance to 2026-01-06 00:00:05
ALTER TASK t RESUME;

-- advance to 2026-01-06 23:59:59
SELECT COUNT(*) AS n FROM log;
----
N
0

-- advance 1 second
SELECT COUNT(*) AS n FROM log;
----
N
1

ALTER TASK t SUSPEND;

-- advance to 2026-01-07 23:59:59
ALTER TASK t RESUME;

SELECT COUNT(*) AS n FROM log;
----
N
1

-- advance 1 second
SELECT COUNT(*) AS n FROM log;
----
N
2
