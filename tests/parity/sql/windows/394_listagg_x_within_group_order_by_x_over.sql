-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 394

SELECT LISTAGG(x,',') WITHIN GROUP (ORDER BY x) OVER (PARTITION BY p) FROM (SELECT 1 p,'a' x UNION ALL SELECT 1,'b');
----
*
a,b
a,b
