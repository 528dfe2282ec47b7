-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 296

SELECT OBJECT_PICK(OBJECT_CONSTRUCT('a',1,'b',2),'a');
----
*
{"a":1}
