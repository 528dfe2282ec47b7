-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 356

SELECT LISTAGG(x,',') FROM (SELECT 'a' x WHERE FALSE);
----
*
''
