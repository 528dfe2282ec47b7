-- source: Snowflake SQL reference, strings (unconfirmed)
-- case: sql-cases.tsv 103

SELECT EDITDISTANCE('kitten','sitting',2);
----
*
2
