-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 426
-- gap: not yet: DuckDB folds case, so two columns of one table whose names differ only in case are refused

CREATE TABLE t ("a" INT, a INT);

INSERT INTO t VALUES (1,2);

SELECT "a", a FROM t;
----
* | *
1 | 2
