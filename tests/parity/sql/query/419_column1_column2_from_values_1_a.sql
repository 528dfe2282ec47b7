-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 419

SELECT column1, column2 FROM VALUES (1,'a');
----
* | *
1 | a
