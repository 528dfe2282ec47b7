-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 561

CREATE TABLE t (a INT);

COMMENT ON TABLE t IS 'x';
