-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 105

SELECT SOUNDEX('Robert');
----
*
R163
