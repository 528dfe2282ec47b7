-- source: Snowflake documentation, "Troubleshoot dynamic table refresh issues", "Dynamic table limitations" (stale tables); DT-12.5, DT-12.6
-- case: dynamic table rules, case 71
-- fixture: src
-- needs: virtual clock

CREATE TABLE brief (id INT) DATA_RETENTION_TIME_IN_DAYS = 1 MAX_DATA_EXTENSION_TIME_IN_DAYS = 2;

INSERT INTO brief VALUES (1);

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM brief;

ALTER DYNAMIC TABLE d SUSPEND;

INSERT INTO brief VALUES (2);

-- advance 36 hours
ALTER DYNAMIC TABLE d REFRESH;

SELECT COUNT(*) AS n FROM d;
----
N
2

INSERT INTO brief VALUES (3);

-- advance 3 days
ALTER DYNAMIC TABLE d REFRESH;
----
error: data retention

SELECT state, state_code IN ('002841', '091930') AS known FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'MANUAL' ORDER BY data_timestamp DESC LIMIT 1;
----
STATE | KNOWN
FAILED | TRUE

SELECT COUNT(*) AS n FROM d;
----
N
2

CREATE OR REPLACE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM brief;

SELECT COUNT(*) AS n FROM d;
----
N
3
