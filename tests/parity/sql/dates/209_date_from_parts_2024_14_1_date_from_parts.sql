-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 209

SELECT DATE_FROM_PARTS(2024,14,1), DATE_FROM_PARTS(2024,1,0), DATEFROMPARTS(2024,2,3);
----
* | * | *
2025-02-01 | 2023-12-31 | 2024-02-03
