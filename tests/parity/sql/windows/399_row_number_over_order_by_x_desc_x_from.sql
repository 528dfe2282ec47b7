-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 399

SELECT ROW_NUMBER() OVER (ORDER BY x DESC), x FROM (SELECT 1 x UNION ALL SELECT NULL) ORDER BY 1;
----
* | *
1 | NULL
2 | 1
