-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 517

CREATE TABLE t (a BYTEINT, b DOUBLE PRECISION, c DATETIME, d TEXT, e NUMBER, f DECIMAL(5), g NCHAR(3), h VARBINARY, i TIMESTAMP_LTZ, j TIMESTAMP_TZ(3), k TIME(3));
