-- source: Snowflake documentation, "SYSTEM$PIPE_STATUS" (execution states), "CREATE STAGE" (usage notes: recreating a stage), "SHOW PIPES" (invalid_reason)
-- case: found case 629

CREATE STAGE files;

CREATE TABLE orders (id INT);

CREATE FILE FORMAT lines TYPE = CSV;

CREATE PIPE loader AS COPY INTO orders FROM @files FILE_FORMAT = (FORMAT_NAME = lines);

DROP TABLE orders;

SELECT PARSE_JSON(SYSTEM$PIPE_STATUS('loader')):executionState::STRING AS state;
----
STATE
STOPPED_MISSING_TABLE

SHOW PIPES;

SELECT "invalid_reason" IS NOT NULL AS invalid FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
INVALID
TRUE

UNDROP TABLE orders;

SELECT PARSE_JSON(SYSTEM$PIPE_STATUS('loader')):executionState::STRING AS state;
----
STATE
RUNNING

DROP FILE FORMAT lines;

SELECT PARSE_JSON(SYSTEM$PIPE_STATUS('loader')):executionState::STRING AS state;
----
STATE
STOPPED_FILE_FORMAT_DROPPED

CREATE FILE FORMAT lines TYPE = CSV;

CREATE OR REPLACE STAGE files;

SELECT PARSE_JSON(SYSTEM$PIPE_STATUS('loader')):executionState::STRING AS state;
----
STATE
STOPPED_STAGE_DROPPED

CREATE OR REPLACE PIPE loader AS COPY INTO orders FROM @files FILE_FORMAT = (FORMAT_NAME = lines);

SELECT PARSE_JSON(SYSTEM$PIPE_STATUS('loader')):executionState::STRING AS state;
----
STATE
RUNNING
