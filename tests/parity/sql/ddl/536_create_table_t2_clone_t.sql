-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 536

CREATE TABLE t (a INT);

INSERT INTO t VALUES (1);

CREATE TABLE t2 CLONE t;

SELECT COUNT(*) FROM t2;
----
*
1
