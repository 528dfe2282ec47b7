-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 90

SELECT TO_DOUBLE('1.5'), TRY_TO_DOUBLE('x');
----
* | *
1.5 | NULL
