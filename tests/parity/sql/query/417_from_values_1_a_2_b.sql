-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 417

SELECT * FROM VALUES (1,'a'),(2,'b');
----
* | *
1 | a
2 | b
