-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 146

SELECT '' IS NULL, LENGTH('');
----
* | *
FALSE | 0
