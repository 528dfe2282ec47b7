-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 531

CREATE TABLE t (a VARCHAR COLLATE 'en-ci');
