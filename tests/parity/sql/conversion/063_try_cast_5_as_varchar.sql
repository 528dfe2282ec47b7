-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 63

SELECT TRY_CAST(5 AS VARCHAR);
----
error
