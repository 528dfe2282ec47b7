-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 564

CREATE TABLE t (a INT);

DROP TABLE t;

UNDROP TABLE t;
