-- 01_warehouse.sql · compute and its budget
--
-- In Snowflake storage and compute are separate. A virtual warehouse is the compute: it bills by the
-- second while it runs (60 seconds at least per start) and nothing while it is suspended.
--
--   DE_PROJECT_WH       the smallest size; sleeps after a minute without work, wakes up by itself
--   DE_PROJECT_MONITOR  the budget: 50 credits a month. It warns at 75 %, lets running statements finish
--                       and starts no new ones at 90 %, and cancels what still runs at 100 %
--
-- Needs: the ACCOUNTADMIN role (only it may create resource monitors).
-- Run again: safe. Existing objects stay as they are; the monitor is assigned again.

CREATE WAREHOUSE IF NOT EXISTS DE_PROJECT_WH
    WAREHOUSE_SIZE = XSMALL
    AUTO_SUSPEND = 60
    AUTO_RESUME = TRUE
    INITIALLY_SUSPENDED = TRUE
    COMMENT = 'Compute of the e-commerce project: loads, tasks, dynamic tables and the dashboard';

-- IF NOT EXISTS rather than OR REPLACE: a replaced monitor forgets the credits that were already used.
CREATE RESOURCE MONITOR IF NOT EXISTS DE_PROJECT_MONITOR WITH
    CREDIT_QUOTA = 50
    FREQUENCY = MONTHLY
    START_TIMESTAMP = IMMEDIATELY
    TRIGGERS
        ON 75 PERCENT DO NOTIFY
        ON 90 PERCENT DO SUSPEND
        ON 100 PERCENT DO SUSPEND_IMMEDIATE;

ALTER WAREHOUSE DE_PROJECT_WH SET RESOURCE_MONITOR = DE_PROJECT_MONITOR;

USE WAREHOUSE DE_PROJECT_WH;
