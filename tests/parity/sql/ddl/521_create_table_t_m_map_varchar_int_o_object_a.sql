-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 521
-- gap: not yet: structured types are refused

CREATE TABLE t (m MAP(VARCHAR,INT), o OBJECT(a INT), a ARRAY(INT));
