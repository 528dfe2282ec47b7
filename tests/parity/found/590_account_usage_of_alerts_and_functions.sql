-- source: Snowflake documentation, Account Usage: "ALERT_HISTORY view", "FUNCTIONS view", "POLICY_REFERENCES view"
-- case: found case 590
-- needs: virtual clock

CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

CREATE TABLE t (a INT, b VARCHAR);

CREATE ALERT watch_590 WAREHOUSE = wh SCHEDULE = '1 MINUTE' IF (EXISTS (SELECT a FROM t)) THEN INSERT INTO t SELECT 1, 'x' WHERE FALSE;

ALTER ALERT watch_590 RESUME;

INSERT INTO t VALUES (1, 'x');

-- advance 90 seconds
ALTER ALERT watch_590 SUSPEND;

SELECT name, state, condition, error_code, error_message, schema_name = CURRENT_SCHEMA() AS here, completed_time IS NOT NULL AS done, scheduled_from
FROM SNOWFLAKE.ACCOUNT_USAGE.ALERT_HISTORY WHERE name = 'WATCH_590';
----
NAME | STATE | CONDITION | ERROR_CODE | ERROR_MESSAGE | HERE | DONE | SCHEDULED_FROM
WATCH_590 | TRIGGERED | SELECT a FROM t | NULL | NULL | TRUE | TRUE | SCHEDULE

CREATE FUNCTION area_590(r FLOAT, s VARCHAR) RETURNS NUMBER(10, 2) COMMENT = 'c' AS 'r';

SELECT function_name, function_schema = CURRENT_SCHEMA() AS here, argument_signature, data_type, numeric_scale, function_language, function_definition, comment, deleted, is_external
FROM SNOWFLAKE.ACCOUNT_USAGE.FUNCTIONS WHERE function_name = 'AREA_590';
----
FUNCTION_NAME | HERE | ARGUMENT_SIGNATURE | DATA_TYPE | NUMERIC_SCALE | FUNCTION_LANGUAGE | FUNCTION_DEFINITION | COMMENT | DELETED | IS_EXTERNAL
AREA_590 | TRUE | (R FLOAT, S VARCHAR) | NUMBER(10,2) | 2 | SQL | r | c | NULL | NO

CREATE MASKING POLICY mask_590 AS (v VARCHAR) RETURNS VARCHAR -> '*';

CREATE ROW ACCESS POLICY rows_590 AS (v NUMBER) RETURNS BOOLEAN -> TRUE;

ALTER TABLE t MODIFY COLUMN b SET MASKING POLICY mask_590;

ALTER TABLE t ADD ROW ACCESS POLICY rows_590 ON (a);

SELECT policy_name, policy_kind, ref_entity_name, ref_entity_domain, ref_column_name, ref_arg_column_names, tag_name, policy_status
FROM SNOWFLAKE.ACCOUNT_USAGE.POLICY_REFERENCES WHERE policy_name LIKE '%_590' ORDER BY policy_name;
----
POLICY_NAME | POLICY_KIND | REF_ENTITY_NAME | REF_ENTITY_DOMAIN | REF_COLUMN_NAME | REF_ARG_COLUMN_NAMES | TAG_NAME | POLICY_STATUS
MASK_590 | MASKING_POLICY | T | TABLE | B | NULL | NULL | ACTIVE
ROWS_590 | ROW_ACCESS_POLICY | T | TABLE | NULL | [ "A" ] | NULL | ACTIVE

-- an hour that a warehouse worked in
SELECT service_type, entity_type, name, credits_used > 0 AS paid, credits_used = credits_used_compute + credits_used_cloud_services AS adds_up, DATEDIFF('minute', start_time, end_time) AS minutes, bytes
FROM SNOWFLAKE.ACCOUNT_USAGE.METERING_HISTORY WHERE name = 'WH' LIMIT 1;
----
SERVICE_TYPE | ENTITY_TYPE | NAME | PAID | ADDS_UP | MINUTES | BYTES
WAREHOUSE_METERING | WAREHOUSE | WH | TRUE | TRUE | 60 | NULL

SELECT * FROM SNOWFLAKE.ACCOUNT_USAGE.LOCK_WAIT_HISTORY;
----
error 000002 (0A000)
