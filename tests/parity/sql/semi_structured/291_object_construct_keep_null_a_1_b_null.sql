-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 291

SELECT OBJECT_CONSTRUCT_KEEP_NULL('a',1,'b',NULL);
----
*
{"a":1,"b":null}
