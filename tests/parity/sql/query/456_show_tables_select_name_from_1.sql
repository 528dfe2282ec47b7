-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 456

SHOW TABLES ->> SELECT "name" FROM $1;
