-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 551

CREATE TABLE t (a INT);

CREATE TABLE u (b INT);

ALTER TABLE t SWAP WITH u;
