-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 37

SELECT 99999999999999999999999999999999999999 + 1;
----
error: out of representable range
