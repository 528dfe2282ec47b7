-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 429

CREATE TABLE s (id INT, amt INT, q VARCHAR);

INSERT INTO s VALUES (1,10,'Q1'),(1,20,'Q2');

SELECT * FROM s PIVOT(SUM(amt) FOR q IN ('Q1','Q2')) ORDER BY id;
----
* | * | *
1 | 10 | 20
