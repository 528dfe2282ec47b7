-- source: Snowflake SQL reference, numbers and types (unconfirmed)
-- case: sql-cases.tsv 11

SELECT 1.123456789::NUMBER(12,9)*1.123456789::NUMBER(12,9);
----
*
1.262155156750
