-- source: Snowflake documentation, "Overview of warehouses", "Understanding compute cost"
-- case: tasks.md 19 case 73
-- fixture: nine
-- needs: virtual clock

CREATE WAREHOUSE manual_wh AUTO_RESUME = FALSE INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE manual_wh;

SELECT * FROM log;
----
error

SHOW TASKS;
