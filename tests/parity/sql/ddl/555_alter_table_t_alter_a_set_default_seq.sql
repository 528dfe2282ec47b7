-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 555

CREATE SEQUENCE seq;

CREATE TABLE t (a INT);

ALTER TABLE t ALTER a SET DEFAULT seq.NEXTVAL;
