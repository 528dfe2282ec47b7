-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 628

CREATE DATABASE d;

USE DATABASE d;
