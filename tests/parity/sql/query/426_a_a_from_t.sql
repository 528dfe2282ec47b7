-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 426

CREATE TABLE t ("a" INT, a INT);

INSERT INTO t VALUES (1,2);

SELECT "a", a FROM t;
----
* | *
1 | 2
