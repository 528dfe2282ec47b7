-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 244

SELECT SYSDATE() IS NOT NULL;
----
*
TRUE
