-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 319

SELECT AS_INTEGER(PARSE_JSON('1')), AS_VARCHAR(PARSE_JSON('1'));
----
* | *
1 | NULL
