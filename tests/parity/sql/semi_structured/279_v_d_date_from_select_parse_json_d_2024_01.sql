-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 279

SELECT v:d::DATE FROM (SELECT PARSE_JSON('{"d":"2024-01-02"}') v);
----
*
2024-01-02
