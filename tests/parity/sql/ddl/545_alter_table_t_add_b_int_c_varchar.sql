-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 545

CREATE TABLE t (a INT);

ALTER TABLE t ADD b INT, c VARCHAR;
