-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 135

SELECT 'abc' LIKE ANY ('a%','z%'), 'abc' LIKE ALL ('a%','%c');
----
* | *
TRUE | TRUE
