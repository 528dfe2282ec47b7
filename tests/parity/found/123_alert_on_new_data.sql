-- source: Snowflake documentation, "CREATE ALERT", "Setting up alerts based on data in Snowflake" (alerts on new data)
-- case: found case 123
-- needs: virtual clock

CREATE TABLE readings (id INT, celsius INT);

CREATE TABLE hot (id INT);

-- the source must track its changes
CREATE ALERT too_hot IF (EXISTS (SELECT id FROM readings WHERE celsius > 40)) THEN INSERT INTO hot SELECT id FROM TABLE(RESULT_SCAN(SNOWFLAKE.ALERT.GET_CONDITION_QUERY_UUID()));
----
error

ALTER TABLE readings SET CHANGE_TRACKING = TRUE;

CREATE ALERT too_hot IF (EXISTS (SELECT a.id FROM readings a JOIN readings b ON a.id = b.id)) THEN SELECT 1;
----
error

CREATE ALERT too_hot IF (EXISTS (SELECT id FROM readings WHERE celsius > 40)) THEN INSERT INTO hot SELECT id FROM TABLE(RESULT_SCAN(SNOWFLAKE.ALERT.GET_CONDITION_QUERY_UUID()));

INSERT INTO readings VALUES (1, 50);

ALTER ALERT too_hot RESUME;

-- advance 10 minutes
SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY(ALERT_NAME => 'TOO_HOT'));
----
N
0

INSERT INTO readings VALUES (2, 20), (3, 45);

-- advance 1 minute
SELECT id FROM hot;
----
ID
3

INSERT INTO readings VALUES (4, 21);

-- advance 1 minute
SELECT state, scheduled_from FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY(ALERT_NAME => 'TOO_HOT')) ORDER BY scheduled_time;
----
STATE | SCHEDULED_FROM
TRIGGERED | TRIGGER
CONDITION_FALSE | TRIGGER

-- a row that is only updated is not new
UPDATE readings SET celsius = 60;

-- advance 1 minute
SELECT id FROM hot;
----
ID
3

EXECUTE ALERT too_hot;
----
error

SHOW ALERTS LIKE 'too_hot';

SELECT "state", "schedule" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state | schedule
started | NULL

ALTER ALERT too_hot SUSPEND;

INSERT INTO readings VALUES (5, 70);

-- advance 10 minutes
SELECT id FROM hot;
----
ID
3
