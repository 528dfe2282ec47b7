-- source: Snowflake SQL reference, sequences
-- case: sql-cases.tsv 589

CREATE SEQUENCE s;

CREATE TABLE t (a INT);

INSERT INTO t SELECT s.NEXTVAL;

SELECT a FROM t;
----
*
1
