-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 522

CREATE TABLE t (a INT AUTOINCREMENT START 10 INCREMENT 5, b INT);

INSERT INTO t (b) VALUES (1),(2);

SELECT a FROM t ORDER BY a;
----
*
10
15
