-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 89

SELECT TRY_BASE64_DECODE_STRING('%%%'), TRY_HEX_DECODE_STRING('zz');
----
* | *
NULL | NULL
