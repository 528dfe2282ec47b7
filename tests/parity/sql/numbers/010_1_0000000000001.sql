-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 10

SELECT .1*.0000000000001;
----
*
0.0000000000000
