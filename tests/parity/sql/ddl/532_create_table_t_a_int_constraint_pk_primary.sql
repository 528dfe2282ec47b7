-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 532

CREATE TABLE t (a INT, CONSTRAINT pk PRIMARY KEY (a) NOT ENFORCED);
