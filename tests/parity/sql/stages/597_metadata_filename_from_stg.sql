-- source: Snowflake SQL reference, stages, files, copy
-- case: sql-cases.tsv 597

CREATE STAGE stg;

SELECT METADATA$FILENAME FROM @stg;
