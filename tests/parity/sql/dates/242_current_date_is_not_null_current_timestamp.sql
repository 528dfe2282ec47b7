-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 242

SELECT CURRENT_DATE() IS NOT NULL, CURRENT_TIMESTAMP() IS NOT NULL, CURRENT_TIME() IS NOT NULL;
----
* | * | *
TRUE | TRUE | TRUE
