-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 290

SELECT OBJECT_CONSTRUCT('a',1,'b',NULL);
----
*
{"a":1}
