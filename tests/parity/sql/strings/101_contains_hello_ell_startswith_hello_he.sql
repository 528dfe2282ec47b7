-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 101

SELECT CONTAINS('hello','ell'), STARTSWITH('hello','he'), ENDSWITH('hello','lo');
----
* | * | *
TRUE | TRUE | TRUE
