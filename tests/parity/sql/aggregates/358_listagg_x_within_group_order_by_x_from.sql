-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 358

SELECT LISTAGG(x) WITHIN GROUP (ORDER BY x) FROM (SELECT 'a' x UNION ALL SELECT 'b');
----
*
ab
