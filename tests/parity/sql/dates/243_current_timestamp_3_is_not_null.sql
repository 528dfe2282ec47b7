-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 243

SELECT CURRENT_TIMESTAMP(3) IS NOT NULL;
----
*
TRUE
