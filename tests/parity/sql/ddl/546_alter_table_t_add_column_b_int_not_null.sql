-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 546

CREATE TABLE t (a INT);

INSERT INTO t VALUES (1);

ALTER TABLE t ADD COLUMN b INT NOT NULL DEFAULT 0;

SELECT b FROM t;
----
*
0
