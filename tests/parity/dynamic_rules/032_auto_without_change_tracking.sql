-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", change tracking; "Troubleshoot dynamic table creation"
-- case: dynamic table rules, case 32
-- fixture: src

CREATE ROLE maker;

GRANT ROLE maker TO ROLE ACCOUNTADMIN;

GRANT USAGE ON DATABASE db1 TO ROLE maker;

GRANT USAGE, CREATE DYNAMIC TABLE ON SCHEMA db1.s1 TO ROLE maker;

GRANT USAGE ON WAREHOUSE wh TO ROLE maker;

GRANT SELECT ON TABLE src TO ROLE maker;

USE ROLE maker;

CREATE DYNAMIC TABLE d REFRESH_MODE = INCREMENTAL TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;
----
error: Change tracking is not enabled on table

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "refresh_mode", "refresh_mode_reason" LIKE '%Change tracking is not enabled on table%' AS why FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
refresh_mode | WHY
FULL | TRUE

USE ROLE ACCOUNTADMIN;

ALTER TABLE src SET CHANGE_TRACKING = TRUE;

USE ROLE maker;

CREATE DYNAMIC TABLE e REFRESH_MODE = INCREMENTAL TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;

SELECT COUNT(*) AS n FROM e;
----
N
2
