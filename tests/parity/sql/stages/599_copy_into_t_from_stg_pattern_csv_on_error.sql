-- source: Snowflake SQL reference, stages, files, copy
-- case: sql-cases.tsv 599

CREATE TABLE t (a INT);

CREATE STAGE stg;

COPY INTO t FROM @stg PATTERN='.*csv' ON_ERROR=CONTINUE PURGE=TRUE FORCE=TRUE;
