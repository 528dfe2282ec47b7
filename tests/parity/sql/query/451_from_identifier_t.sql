-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 451

CREATE TABLE t (a INT);

INSERT INTO t VALUES (1);

SELECT * FROM IDENTIFIER('t');
----
*
1
