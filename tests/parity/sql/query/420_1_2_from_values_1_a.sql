-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 420

SELECT $1, $2 FROM VALUES (1,'a');
----
* | *
1 | a
