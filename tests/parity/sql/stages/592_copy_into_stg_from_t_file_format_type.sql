-- source: Snowflake SQL reference, stages, files, copy
-- case: sql-cases.tsv 592

CREATE TABLE t (a INT);

CREATE STAGE stg;

COPY INTO @stg FROM t FILE_FORMAT=(TYPE=PARQUET);
