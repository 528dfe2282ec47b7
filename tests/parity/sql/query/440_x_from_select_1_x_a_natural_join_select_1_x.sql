-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 440

SELECT x FROM (SELECT 1 x) a NATURAL JOIN (SELECT 1 x) b;
----
*
1
