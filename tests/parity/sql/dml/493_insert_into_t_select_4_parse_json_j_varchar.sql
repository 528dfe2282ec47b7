-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 493

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

INSERT INTO t SELECT 4, PARSE_JSON('"j"')::VARCHAR;

SELECT v FROM t WHERE id=4;
----
*
j
