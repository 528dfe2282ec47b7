-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 160

SELECT REGEXP_INSTR('nevermore','more');
----
*
6
