-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 613

SHOW WAREHOUSES;
