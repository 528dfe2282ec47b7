-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 57

SELECT TO_NUMBER('$3,741.72','$9,999.99',6,2);
----
*
3741.72
