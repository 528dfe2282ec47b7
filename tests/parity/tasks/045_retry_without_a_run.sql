-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 45
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

EXECUTE TASK r RETRY LAST;
----
error 091457: Cannot perform retry: no suitable run of graph with root task R to retry.

EXECUTE TASK r RETRY GRAPH RUN GROUP 'nope';
----
error: Cannot perform retry: Graph run group with ID nope not found.
