-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 5

SELECT .1/.0000000000001;
----
*
1000000000000.0000000
