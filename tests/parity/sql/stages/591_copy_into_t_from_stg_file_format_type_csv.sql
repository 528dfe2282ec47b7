-- source: Snowflake SQL reference, stages, files, copy
-- case: sql-cases.tsv 591

CREATE TABLE t (a INT);

CREATE STAGE stg;

COPY INTO t FROM @stg FILE_FORMAT=(TYPE=CSV SKIP_HEADER=1);
