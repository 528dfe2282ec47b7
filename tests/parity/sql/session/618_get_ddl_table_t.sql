-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 618

CREATE TABLE t (a INT);

SELECT GET_DDL('TABLE','t');
