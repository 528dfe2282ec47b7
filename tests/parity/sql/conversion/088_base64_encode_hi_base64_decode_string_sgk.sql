-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 88

SELECT BASE64_ENCODE('Hi'), BASE64_DECODE_STRING('SGk=');
----
* | *
SGk= | Hi
