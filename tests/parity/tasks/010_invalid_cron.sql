-- source: Snowflake documentation, "CREATE TASK", cron expressions
-- case: tasks.md 19 case 10
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 61 * * * * UTC' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 24 * * * UTC' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 0 * * 7 UTC' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 0 * * 1#2 UTC' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 0 15W * * UTC' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 0 ? * * UTC' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 0 * * L UTC' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 10-5 * * * * UTC' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON */0 * * * * UTC' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 0 0 * * * UTC' AS SELECT 1;
----
error: Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 0 * * *' AS SELECT 1;
----
error: Invalid schedule was specified. "*" is not a recognized time zone. Please specify time zones accepted by the TIMEZONE parameter.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 0 * * * PST' AS SELECT 1;
----
error: Invalid schedule was specified. "PST" is not a recognized time zone. Please specify time zones accepted by the TIMEZONE parameter.

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 0 31 2 * UTC' AS SELECT 1;
----
error: No valid time could be found under the schedule and/or interval specified
