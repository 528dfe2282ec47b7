-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 512

BEGIN;

BEGIN;

COMMIT;
