-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 286

SELECT TRY_PARSE_JSON('{bad');
----
*
NULL
