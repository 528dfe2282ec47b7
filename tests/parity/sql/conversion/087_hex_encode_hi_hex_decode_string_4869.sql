-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 87

SELECT HEX_ENCODE('Hi'), HEX_DECODE_STRING('4869');
----
* | *
4869 | Hi
