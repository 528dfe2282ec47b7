-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 38

SELECT 12345::NUMBER(4,0);
----
error 100039 (22003)
