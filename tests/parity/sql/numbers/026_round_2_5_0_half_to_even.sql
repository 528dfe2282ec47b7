-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 26

SELECT ROUND(2.5,0,'HALF_TO_EVEN');
----
*
2
