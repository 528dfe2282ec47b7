-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 558

CREATE TABLE t (a INT);

ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (a);
