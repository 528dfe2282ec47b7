-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 60
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 HOUR' AS INSERT INTO log VALUES ('old');

EXECUTE TASK t;

-- advance 1 minute
SHOW TASKS LIKE 't';

SET old_id = (SELECT "id" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())));

CREATE OR REPLACE TASK t WAREHOUSE = wh SCHEDULE = '1 HOUR' AS INSERT INTO log VALUES ('new');

SHOW TASKS LIKE 't';

SELECT "id" <> $old_id AS new_id, "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
NEW_ID | state
TRUE | suspended

EXECUTE TASK t;

-- advance 1 minute
SELECT query_text, graph_version, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) ORDER BY scheduled_time;
----
QUERY_TEXT | GRAPH_VERSION | STATE
INSERT INTO log VALUES ('old') | 1 | SUCCEEDED
INSERT INTO log VALUES ('new') | 1 | SUCCEEDED
