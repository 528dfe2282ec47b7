-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 257

SELECT ZEROIFNULL(NULL), NULLIFZERO(0);
----
* | *
0 | NULL
