-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 49

SELECT 300::TINYINT, 3000000000::INT;
----
* | *
300 | 3000000000
