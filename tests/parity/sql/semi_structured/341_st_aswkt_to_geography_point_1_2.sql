-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 341

SELECT ST_ASWKT(TO_GEOGRAPHY('POINT(1 2)'));
----
*
POINT(1 2)
