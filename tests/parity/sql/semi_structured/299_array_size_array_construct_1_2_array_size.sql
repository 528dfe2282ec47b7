-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 299

SELECT ARRAY_SIZE(ARRAY_CONSTRUCT(1,2)), ARRAY_SIZE(PARSE_JSON('[1,2,3]'));
----
* | *
2 | 3
