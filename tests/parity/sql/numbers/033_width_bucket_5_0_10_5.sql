-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 33

SELECT WIDTH_BUCKET(5,0,10,5);
----
*
3
