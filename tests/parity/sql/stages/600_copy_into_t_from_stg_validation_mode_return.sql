-- source: Snowflake SQL reference, stages, files, copy
-- case: sql-cases.tsv 600

CREATE TABLE t (a INT);

CREATE STAGE stg;

COPY INTO t FROM @stg VALIDATION_MODE=RETURN_ERRORS;
