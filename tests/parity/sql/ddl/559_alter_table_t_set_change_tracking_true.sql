-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 559

CREATE TABLE t (a INT);

ALTER TABLE t SET CHANGE_TRACKING = TRUE;
