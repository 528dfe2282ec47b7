-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 398

SELECT ROW_NUMBER() OVER (ORDER BY x), x FROM (SELECT 1 x UNION ALL SELECT NULL) ORDER BY 1;
----
* | *
1 | 1
2 | NULL
