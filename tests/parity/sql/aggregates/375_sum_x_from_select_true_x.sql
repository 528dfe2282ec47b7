-- source: Snowflake SQL reference, aggregates (unconfirmed)
-- case: sql-cases.tsv 375

SELECT SUM(x) FROM (SELECT TRUE x);
----
error
