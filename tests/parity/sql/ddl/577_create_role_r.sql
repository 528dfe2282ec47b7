-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 577

CREATE TABLE t (a INT);

CREATE ROLE r;

GRANT SELECT ON TABLE t TO ROLE r;
