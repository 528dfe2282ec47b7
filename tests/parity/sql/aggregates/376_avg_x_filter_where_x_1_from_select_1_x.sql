-- source: Snowflake SQL reference, aggregates (unconfirmed)
-- case: sql-cases.tsv 376

SELECT AVG(x) FILTER (WHERE x>1) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
error
