-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 491

CREATE TABLE t1 (n INT);

CREATE TABLE t2 (n INT);

CREATE TABLE src (n INT);

INSERT INTO src VALUES (1),(11),(101);

INSERT FIRST WHEN n > 100 THEN INTO t1 WHEN n > 10 THEN INTO t1 INTO t2 ELSE INTO t2 SELECT n FROM src;

SELECT COUNT(*) FROM t1;
----
*
2
