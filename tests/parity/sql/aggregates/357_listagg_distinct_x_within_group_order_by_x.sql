-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 357

SELECT LISTAGG(DISTINCT x,',') WITHIN GROUP (ORDER BY x) FROM (SELECT 'a' x UNION ALL SELECT 'a' UNION ALL SELECT 'b');
----
*
a,b
