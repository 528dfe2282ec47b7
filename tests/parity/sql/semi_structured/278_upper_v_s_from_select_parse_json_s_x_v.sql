-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 278

SELECT UPPER(v:s) FROM (SELECT PARSE_JSON('{"s":"x"}') v);
----
*
X
