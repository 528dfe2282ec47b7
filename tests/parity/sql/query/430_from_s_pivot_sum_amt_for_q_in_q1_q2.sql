-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 430

CREATE TABLE s (id INT, amt INT, q VARCHAR);

SELECT * FROM s PIVOT(SUM(amt) FOR q IN ('Q1','Q2'));
----
ID | 'Q1' | 'Q2'
