-- source: Snowflake SQL reference, stages, files, copy
-- case: sql-cases.tsv 595

CREATE STAGE stg;

REMOVE @stg/x.csv;
