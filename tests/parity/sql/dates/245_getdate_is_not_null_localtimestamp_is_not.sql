-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 245

SELECT GETDATE() IS NOT NULL, LOCALTIMESTAMP() IS NOT NULL, SYSTIMESTAMP() IS NOT NULL;
----
* | * | *
TRUE | TRUE | TRUE
