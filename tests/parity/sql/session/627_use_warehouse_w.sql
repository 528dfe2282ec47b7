-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 627

CREATE WAREHOUSE w;

USE WAREHOUSE w;
