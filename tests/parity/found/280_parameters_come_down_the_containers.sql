-- source: "SHOW PARAMETERS", "Parameters": an object has the value of the nearest container that sets one, whose kind is
-- the level; "Understanding & using Time Travel": a transient table keeps at most one day
-- case: found case 280

SET db = CURRENT_DATABASE();

CREATE SCHEMA days;

CREATE TABLE t (a INT);

CREATE TRANSIENT TABLE tr (a INT);

ALTER DATABASE IDENTIFIER($db) SET DATA_RETENTION_TIME_IN_DAYS = 7 MAX_DATA_EXTENSION_TIME_IN_DAYS = 20;

SHOW PARAMETERS LIKE '%TIME_IN_DAYS' IN SCHEMA days ->> SELECT "key", "value", "default", "level" FROM $1 ORDER BY 1;
----
key | value | default | level
DATA_RETENTION_TIME_IN_DAYS | 7 | 1 | DATABASE
MAX_DATA_EXTENSION_TIME_IN_DAYS | 20 | 14 | DATABASE

ALTER SCHEMA days SET DATA_RETENTION_TIME_IN_DAYS = 3;

SHOW PARAMETERS LIKE '%TIME_IN_DAYS' IN TABLE t ->> SELECT "key", "value", "default", "level" FROM $1 ORDER BY 1;
----
key | value | default | level
DATA_RETENTION_TIME_IN_DAYS | 3 | 1 | SCHEMA
MAX_DATA_EXTENSION_TIME_IN_DAYS | 20 | 14 | DATABASE

SHOW TABLES IN SCHEMA days ->> SELECT "name", "retention_time" FROM $1 ORDER BY 1;
----
name | retention_time
T | 3
TR | 1

-- a stream of a table may be read for as long as the container says
CREATE STREAM st ON TABLE t;

SHOW STREAMS LIKE 'st' ->> SELECT DATEDIFF(hour, "created_on", "stale_after") >= 479 AS kept FROM $1;
----
KEPT
TRUE

ALTER TABLE t SET DATA_RETENTION_TIME_IN_DAYS = 2;

SHOW PARAMETERS LIKE 'DATA_RETENTION%' IN TABLE t ->> SELECT "value", "level" FROM $1;
----
value | level
2 | TABLE
