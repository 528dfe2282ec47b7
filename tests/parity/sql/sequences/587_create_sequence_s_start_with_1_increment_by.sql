-- source: Snowflake SQL reference, sequences
-- case: sql-cases.tsv 587

CREATE SEQUENCE s START WITH 1 INCREMENT BY 1 ORDER;
