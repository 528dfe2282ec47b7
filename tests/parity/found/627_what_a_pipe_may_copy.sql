-- source: Snowflake documentation, "CREATE PIPE" (usage notes: copy options that are not supported, user stages)
-- case: found case 627

CREATE STAGE files;

CREATE TABLE orders (id INT, file VARCHAR);

CREATE PIPE p AS COPY INTO orders FROM @files FORCE = TRUE;
----
error

CREATE PIPE p AS COPY INTO orders FROM @files PURGE = TRUE;
----
error

CREATE PIPE p AS COPY INTO orders FROM @files ON_ERROR = ABORT_STATEMENT;
----
error

CREATE PIPE p AS COPY INTO orders FROM @files SIZE_LIMIT = 10;
----
error

CREATE PIPE p AS COPY INTO orders FROM @files VALIDATION_MODE = RETURN_ERRORS;
----
error

CREATE PIPE p AS COPY INTO orders FROM @~/mine;
----
error

CREATE PIPE p AS SELECT 1;
----
error

CREATE PIPE p AS COPY INTO nowhere FROM @files;
----
error 002003

CREATE OR REPLACE PIPE IF NOT EXISTS p AS COPY INTO orders FROM @files;
----
error

CREATE PIPE of_a_table AS COPY INTO orders FROM @%orders ON_ERROR = 'SKIP_FILE_10%';

CREATE PIPE "by name" AS COPY INTO orders FROM @files FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE PATTERN = '.*[.]parquet';

CREATE PIPE of_a_query AUTO_INGEST = FALSE AS COPY INTO orders (id, file) FROM (SELECT $1, METADATA$FILENAME FROM @files/in t) FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1);

SHOW PIPES;

SELECT "name", "pattern", "definition", "kind", "invalid_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
name | pattern | definition | kind | invalid_reason
OF_A_QUERY | NULL | COPY INTO orders (id, file) FROM (SELECT $1, METADATA$FILENAME FROM @files/in t) FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1) | STAGE | NULL
OF_A_TABLE | NULL | COPY INTO orders FROM @%orders ON_ERROR = 'SKIP_FILE_10%' | STAGE | NULL
by name | .*[.]parquet | COPY INTO orders FROM @files FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE PATTERN = '.*[.]parquet' | STAGE | NULL
