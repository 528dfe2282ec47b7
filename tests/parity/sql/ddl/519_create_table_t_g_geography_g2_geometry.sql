-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 519

CREATE TABLE t (g GEOGRAPHY, g2 GEOMETRY);
