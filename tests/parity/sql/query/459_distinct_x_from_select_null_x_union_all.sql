-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 459

SELECT DISTINCT x FROM (SELECT NULL x UNION ALL SELECT NULL);
----
*
NULL
