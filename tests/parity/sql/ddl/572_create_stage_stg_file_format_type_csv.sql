-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 572

CREATE STAGE stg FILE_FORMAT=(TYPE=CSV);
