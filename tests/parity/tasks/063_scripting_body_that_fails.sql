-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 63
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 HOUR' AS
BEGIN
  INSERT INTO log VALUES ('a');
  INSERT INTO log VALUES ('b');
  INSERT INTO nope VALUES (1);
END;

EXECUTE TASK t;

-- advance 1 minute
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
FAILED

SELECT x FROM log ORDER BY x;
----
X
a
b

CREATE TASK u WAREHOUSE = wh SCHEDULE = '1 HOUR' AS
BEGIN
  BEGIN TRANSACTION;
  INSERT INTO log VALUES ('c');
  INSERT INTO log VALUES ('d');
  INSERT INTO nope VALUES (1);
END;

EXECUTE TASK u;

-- advance 1 minute
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'U')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
FAILED

SELECT x FROM log ORDER BY x;
----
X
a
b
