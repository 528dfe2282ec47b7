-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 254

SELECT IFF(1>0,'a','b');
----
*
a
