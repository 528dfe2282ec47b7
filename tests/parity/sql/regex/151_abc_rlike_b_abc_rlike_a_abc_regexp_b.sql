-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 151

SELECT 'abc' RLIKE 'b', 'abc' RLIKE 'a.*', 'abc' REGEXP '.b.';
----
* | * | *
FALSE | TRUE | TRUE
