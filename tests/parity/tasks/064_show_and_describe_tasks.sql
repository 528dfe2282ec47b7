-- source: Snowflake documentation, "SHOW TASKS", "TASK_HISTORY", "COMPLETE_TASK_GRAPHS", "TASK_DEPENDENTS"
-- case: tasks.md 19 case 64
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' COMMENT = 'root' AS SELECT 1;

CREATE TASK c WAREHOUSE = wh AFTER r WHEN 1=1 AS SELECT 2;

SHOW TASKS;

SELECT "created_on", "name", "id", "database_name", "schema_name", "owner", "comment", "warehouse", "schedule", "scheduling_mode", "target_completion_interval", "predecessors", "state", "definition", "condition", "allow_overlapping_execution", "error_integration", "success_integration", "last_committed_on", "last_suspended_on", "owner_role_type", "config", "last_suspended_reason", "task_relations", "execute_as_user", "overlap_policy" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
created_on | name | id | database_name | schema_name | owner | comment | warehouse | schedule | scheduling_mode | target_completion_interval | predecessors | state | definition | condition | allow_overlapping_execution | error_integration | success_integration | last_committed_on | last_suspended_on | owner_role_type | config | last_suspended_reason | task_relations | execute_as_user | overlap_policy
* | C | * | DB1 | S1 | * | '' | WH | NULL | NULL | NULL | ["DB1.S1.R"] | suspended | SELECT 2 | 1=1 | null | * | * | NULL | NULL | ROLE | NULL | NULL | {"Predecessors":["DB1.S1.R"]} | NULL | NULL
* | R | * | DB1 | S1 | * | root | WH | 1 HOUR | NULL | NULL | [] | suspended | SELECT 1 | NULL | false | * | * | NULL | NULL | ROLE | NULL | NULL | * | NULL | NO_OVERLAP

SHOW TERSE TASKS LIKE 'r';
----
created_on | name | kind | database_name | schema_name | schedule
* | R | NULL | DB1 | S1 | 1 HOUR

SHOW TASKS ROOT ONLY;

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
R

DESCRIBE TASK c;

SELECT "name", "warehouse", "schedule", "predecessors", "state", "definition", "condition", "task_relations" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | warehouse | schedule | predecessors | state | definition | condition | task_relations
C | WH | NULL | ["DB1.S1.R"] | suspended | SELECT 2 | 1=1 | {"Predecessors":["DB1.S1.R"]}
