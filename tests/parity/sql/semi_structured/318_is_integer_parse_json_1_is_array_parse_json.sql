-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 318

SELECT IS_INTEGER(PARSE_JSON('1')), IS_ARRAY(PARSE_JSON('[]')), IS_OBJECT(PARSE_JSON('{}'));
----
* | * | *
TRUE | TRUE | TRUE
