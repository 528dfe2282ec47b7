-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 432

CREATE TABLE s (id INT, amt INT, q VARCHAR);

INSERT INTO s VALUES (1,10,'Q1');

SELECT * FROM s PIVOT(SUM(amt) FOR q IN ('Q1','Q2') DEFAULT ON NULL (0)) ORDER BY id;
----
* | * | *
1 | 10 | 0
