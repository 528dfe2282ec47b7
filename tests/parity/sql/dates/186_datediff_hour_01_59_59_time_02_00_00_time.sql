-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 186

SELECT DATEDIFF(hour,'01:59:59'::TIME,'02:00:00'::TIME);
----
*
1
