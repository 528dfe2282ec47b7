-- source: Snowflake SQL reference, numbers and types (unconfirmed)
-- case: sql-cases.tsv 46

SELECT (0.1::FLOAT+0.2::FLOAT)::VARCHAR;
----
*
0.3
