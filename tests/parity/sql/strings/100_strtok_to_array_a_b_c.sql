-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 100

SELECT STRTOK_TO_ARRAY('a b  c');
----
*
["a","b","c"]
