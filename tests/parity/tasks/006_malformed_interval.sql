-- source: Snowflake documentation, "CREATE TASK", "ALTER TASK"
-- case: tasks.md 19 case 6
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = ' 10 MINUTES' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10  MINUTES' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '5M' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 DAY' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINS' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '0 H' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '-5 MINUTES' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.
