-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 518

CREATE TABLE t (v VARIANT, o OBJECT, a ARRAY);
