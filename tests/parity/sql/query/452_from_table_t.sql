-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 452

CREATE TABLE t (a INT);

INSERT INTO t VALUES (1);

SELECT * FROM TABLE('t');
----
*
1
