-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 513

COMMIT;
