-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 526

CREATE TABLE t (a INT COMMENT 'c', b INT) COMMENT = 'tbl';
