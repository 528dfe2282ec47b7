-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 534

CREATE MASKING POLICY p AS (val INT) RETURNS INT -> val;

CREATE TABLE t (a INT WITH MASKING POLICY p);
