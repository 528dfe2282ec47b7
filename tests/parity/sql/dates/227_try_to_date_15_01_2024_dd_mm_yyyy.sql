-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 227

SELECT TRY_TO_DATE('15/01/2024','DD/MM/YYYY');
----
*
2024-01-15
