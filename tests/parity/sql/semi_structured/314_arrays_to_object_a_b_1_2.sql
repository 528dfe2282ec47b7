-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 314

SELECT ARRAYS_TO_OBJECT(['a','b'],[1,2]);
----
*
{"a":1,"b":2}
