-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 334

SELECT index, value FROM TABLE(STRTOK_SPLIT_TO_TABLE('a b',' '));
----
* | *
1 | a
2 | b
