-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 342

SELECT ST_DISTANCE(ST_MAKEPOINT(0,0),ST_MAKEPOINT(1,0)) > 111000;
----
*
TRUE
