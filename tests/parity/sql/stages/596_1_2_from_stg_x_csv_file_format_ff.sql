-- source: Snowflake SQL reference, stages, files, copy
-- case: sql-cases.tsv 596

CREATE STAGE stg;

CREATE FILE FORMAT ff TYPE = CSV;

SELECT $1, $2 FROM @stg/x.csv (FILE_FORMAT => ff);
