-- source: Snowflake documentation, "SHOW PIPES", "PIPES view" (both schemas), "GET_DDL", "VALIDATE_PIPE_LOAD", "PIPE_USAGE_HISTORY"
-- case: found case 628
-- needs: virtual clock

CREATE STAGE files FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE);

CREATE TABLE orders (id INT);

CREATE PIPE loader_628 AUTO_INGEST = TRUE COMMENT = 'it''s new' AS COPY INTO orders FROM @files PATTERN = '.*[.]csv';

COPY INTO @files/good.csv FROM (SELECT * FROM VALUES (1), (2)) SINGLE = TRUE;

COPY INTO @files/bad.csv FROM (SELECT 'x') SINGLE = TRUE;

-- advance 60 seconds
SELECT GET_DDL('PIPE', 'loader_628') AS ddl;
----
DDL
create or replace pipe LOADER_628 auto_ingest=TRUE comment='it''s new' as COPY INTO orders FROM @files PATTERN = '.*[.]csv';

SELECT pipe_name, pipe_owner, definition, is_autoingest_enabled, notification_channel_name, comment, pattern FROM INFORMATION_SCHEMA.PIPES WHERE pipe_schema = CURRENT_SCHEMA();
----
PIPE_NAME | PIPE_OWNER | DEFINITION | IS_AUTOINGEST_ENABLED | NOTIFICATION_CHANNEL_NAME | COMMENT | PATTERN
LOADER_628 | ACCOUNTADMIN | COPY INTO orders FROM @files PATTERN = '.*[.]csv' | YES | NULL | it's new | .*[.]csv

SELECT pipe_name, pipe_schema = CURRENT_SCHEMA() AS here, pipe_owner, comment, deleted, owner_role_type FROM SNOWFLAKE.ACCOUNT_USAGE.PIPES WHERE pipe_name = 'LOADER_628';
----
PIPE_NAME | HERE | PIPE_OWNER | COMMENT | DELETED | OWNER_ROLE_TYPE
LOADER_628 | TRUE | ACCOUNTADMIN | it's new | NULL | ROLE

SELECT error, split_part(file, '/', -1) AS file, line, category, code, sql_state, column_name, row_number FROM TABLE(INFORMATION_SCHEMA.VALIDATE_PIPE_LOAD(PIPE_NAME => 'loader_628', START_TIME => DATEADD(hour, -1, CURRENT_TIMESTAMP())));
----
ERROR | FILE | LINE | CATEGORY | CODE | SQL_STATE | COLUMN_NAME | ROW_NUMBER
Numeric value 'x' is not recognized | bad.csv | 1 | conversion | 100038 | 22018 | "ORDERS"["ID":1] | 1

SELECT pipe_name, files_inserted, bytes_inserted, credits_used >= 0 AS used FROM TABLE(INFORMATION_SCHEMA.PIPE_USAGE_HISTORY(DATE_RANGE_START => DATEADD(day, -3, CURRENT_TIMESTAMP()), DATE_RANGE_END => CURRENT_TIMESTAMP(), PIPE_NAME => 'loader_628'));
----
PIPE_NAME | FILES_INSERTED | BYTES_INSERTED | USED
LOADER_628 | 1 | 4 | TRUE

SELECT pipe_name, files_inserted, bytes_inserted FROM SNOWFLAKE.ACCOUNT_USAGE.PIPE_USAGE_HISTORY WHERE pipe_name = 'LOADER_628';
----
PIPE_NAME | FILES_INSERTED | BYTES_INSERTED
LOADER_628 | 1 | 4

COMMENT ON PIPE loader_628 IS 'changed';

DESCRIBE PIPE loader_628;

SELECT "name", "comment", "notification_channel", "integration", "error_integration", "owner_role_type", "is_snowflake_managed" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | comment | notification_channel | integration | error_integration | owner_role_type | is_snowflake_managed
LOADER_628 | changed | NULL | NULL | NULL | ROLE | false

CREATE TAG cost_628;

ALTER PIPE loader_628 SET TAG cost_628 = 'sales';

SELECT SYSTEM$GET_TAG('cost_628', 'loader_628', 'pipe') AS value;
----
VALUE
sales
