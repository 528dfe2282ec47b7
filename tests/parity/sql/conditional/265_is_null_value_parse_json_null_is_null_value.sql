-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 265

SELECT IS_NULL_VALUE(PARSE_JSON('null')), IS_NULL_VALUE(PARSE_JSON('{"a":1}'):b);
----
* | *
TRUE | NULL
