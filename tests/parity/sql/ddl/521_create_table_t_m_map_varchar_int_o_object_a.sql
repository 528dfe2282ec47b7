-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 521

CREATE TABLE t (m MAP(VARCHAR,INT), o OBJECT(a INT), a ARRAY(INT));
