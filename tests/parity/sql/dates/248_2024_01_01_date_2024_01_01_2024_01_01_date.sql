-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 248

SELECT '2024-01-01'::DATE = '2024-01-01', '2024-01-01'::DATE BETWEEN '2023-12-31' AND '2024-01-02';
----
* | *
TRUE | TRUE
