-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 583

CREATE PROCEDURE p() RETURNS INT LANGUAGE SQL AS 'BEGIN RETURN 1; END';

CALL p();
----
*
1
