-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 626

USE ROLE accountadmin;
