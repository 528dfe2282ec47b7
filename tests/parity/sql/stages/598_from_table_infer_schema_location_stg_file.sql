-- source: Snowflake SQL reference, stages, files, copy
-- case: sql-cases.tsv 598

CREATE STAGE stg;

CREATE FILE FORMAT ff TYPE = CSV;

SELECT * FROM TABLE(INFER_SCHEMA(LOCATION=>'@stg', FILE_FORMAT=>'ff'));
