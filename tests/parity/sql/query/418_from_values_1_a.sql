-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 418

SELECT * FROM VALUES (1,'a');
----
COLUMN1 | COLUMN2
1 | a
