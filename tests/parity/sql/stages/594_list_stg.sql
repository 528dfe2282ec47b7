-- source: Snowflake SQL reference, stages, files, copy
-- case: sql-cases.tsv 594

CREATE STAGE stg;

LIST @stg;
