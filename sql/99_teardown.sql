-- 99_teardown.sql · remove everything this project made
--
-- Dropping the database takes its schemas, tables, dynamic tables, streams and tasks with it; the tasks stop.
-- Second thoughts within the retention time (one day by default): UNDROP DATABASE ECOMMERCE_DB. Tables and dynamic
-- tables come back with it; check the streams, and resume the tasks.
--
-- Needs: the ACCOUNTADMIN role for the resource monitor.
-- Run again: safe.

DROP DATABASE IF EXISTS ECOMMERCE_DB;

DROP WAREHOUSE IF EXISTS DE_PROJECT_WH;

DROP RESOURCE MONITOR IF EXISTS DE_PROJECT_MONITOR;

DROP NOTIFICATION INTEGRATION IF EXISTS ECOMMERCE_EMAIL;
