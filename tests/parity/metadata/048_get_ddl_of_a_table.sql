-- source: Snowflake documentation, "GET_DDL"
-- case: metadata.md 11 case 48

CREATE TABLE t (a INT, b VARCHAR);

SELECT GET_DDL('TABLE', 't') AS ddl;
----
DDL
~create or replace TABLE T \(.*A NUMBER\(38,0\).*B VARCHAR\(16777216\).*\);
