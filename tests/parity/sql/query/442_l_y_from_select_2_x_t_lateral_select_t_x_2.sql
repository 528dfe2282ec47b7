-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 442

SELECT l.y FROM (SELECT 2 x) t, LATERAL (SELECT t.x*2 AS y) l;
----
*
4
