-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 355

SELECT LISTAGG(x,',') WITHIN GROUP (ORDER BY x DESC) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
*
4,3,2,1
