-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 104

SELECT JAROWINKLER_SIMILARITY('Snowflake','Oracle');
----
*
61
