-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 188

SELECT '2024-02-01'::DATE + 1, '2024-02-01'::DATE - 1;
----
* | *
2024-02-02 | 2024-01-31
