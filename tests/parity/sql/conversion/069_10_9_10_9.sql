-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 69

SELECT '10' > '9', '10' > 9;
----
* | *
FALSE | TRUE
