-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 515

CREATE OR REPLACE TABLE t (a NUMBER(10,2), b STRING, c TIMESTAMP_NTZ, d BOOLEAN);
