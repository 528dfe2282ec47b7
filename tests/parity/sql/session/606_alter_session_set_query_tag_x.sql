-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 606

ALTER SESSION SET QUERY_TAG='x';
