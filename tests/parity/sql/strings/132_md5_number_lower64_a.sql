-- source: Snowflake SQL reference, strings (unconfirmed)
-- case: sql-cases.tsv 132

SELECT MD5_NUMBER_LOWER64('a');
----
*
3585878926028121697
