-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 573

CREATE FILE FORMAT ff TYPE=CSV FIELD_DELIMITER=',' SKIP_HEADER=1;
