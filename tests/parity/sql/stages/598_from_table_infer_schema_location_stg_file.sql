-- source: Snowflake SQL reference, stages, files, copy
-- case: sql-cases.tsv 598
-- gap: not yet: INFER_SCHEMA is refused

CREATE STAGE stg;

CREATE FILE FORMAT ff TYPE = CSV;

SELECT * FROM TABLE(INFER_SCHEMA(LOCATION=>'@stg', FILE_FORMAT=>'ff'));
