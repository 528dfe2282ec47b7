-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 525

CREATE TABLE t (a INT DEFAULT 5, b TIMESTAMP DEFAULT CURRENT_TIMESTAMP(), c VARCHAR DEFAULT 'x');

INSERT INTO t (a) VALUES (1);

SELECT a, b IS NOT NULL, c FROM t;
----
* | * | *
1 | TRUE | x
