-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 106

SELECT INITCAP('the quick brown');
----
*
The Quick Brown
