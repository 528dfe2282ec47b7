-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 263

SELECT CASE 1 WHEN 1 THEN 'x' END, CASE WHEN NULL THEN 1 ELSE 2 END;
----
* | *
x | 2
