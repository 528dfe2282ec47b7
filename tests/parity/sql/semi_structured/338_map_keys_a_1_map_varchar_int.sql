-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 338

SELECT MAP_KEYS({'a':1}::MAP(VARCHAR,INT));
----
*
["a"]
