-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 455

SELECT (1,2) IN ((1,2),(3,4)), 1 = ANY (SELECT 1);
----
* | *
TRUE | TRUE
