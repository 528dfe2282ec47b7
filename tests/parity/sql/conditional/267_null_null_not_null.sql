-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 267

SELECT NULL = NULL, NOT NULL;
----
* | *
NULL | NULL
