-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 527

CREATE TABLE t (a INT) CLUSTER BY (a);
