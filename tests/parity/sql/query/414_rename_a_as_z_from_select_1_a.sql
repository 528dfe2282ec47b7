-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 414

SELECT * RENAME (a AS z) FROM (SELECT 1 a);
----
Z
1
