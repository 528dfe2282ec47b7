-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 293

SELECT {'a': 1, 'b': 'x'};
----
*
{"a":1,"b":"x"}
