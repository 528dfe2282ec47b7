-- source: Snowflake SQL reference, sequences
-- case: sql-cases.tsv 588

CREATE SEQUENCE s;

CREATE TABLE t (a INT DEFAULT s.NEXTVAL, b INT);

INSERT INTO t (b) VALUES (1),(2);

SELECT a FROM t ORDER BY a;
----
*
1
2
