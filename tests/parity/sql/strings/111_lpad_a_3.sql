-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 111

SELECT LPAD('a',3);
----
*
a
