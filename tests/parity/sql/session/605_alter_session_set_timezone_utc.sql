-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 605

ALTER SESSION SET TIMEZONE='UTC';
