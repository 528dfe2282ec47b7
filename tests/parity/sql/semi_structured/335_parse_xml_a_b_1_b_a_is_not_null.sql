-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 335

SELECT PARSE_XML('<a><b>1</b></a>'):"$" IS NOT NULL;
----
*
TRUE
