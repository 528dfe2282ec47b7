-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 434

CREATE TABLE u (id INT, jan INT, feb INT);

INSERT INTO u VALUES (1,10,20);

SELECT * FROM u UNPIVOT(amt FOR m IN (jan, feb)) ORDER BY m;
----
* | * | *
1 | FEB | 20
1 | JAN | 10
