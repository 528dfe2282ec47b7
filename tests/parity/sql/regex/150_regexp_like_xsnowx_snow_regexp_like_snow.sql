-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 150

SELECT REGEXP_LIKE('xsnowx','snow'), REGEXP_LIKE('SNOW','snow','i');
----
* | *
FALSE | TRUE
