-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 416

SELECT * ILIKE '%id%' FROM (SELECT 1 cust_id, 2 nm);
----
*
1
