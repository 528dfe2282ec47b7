-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 294

SELECT OBJECT_INSERT(OBJECT_CONSTRUCT('a',1),'b',2), OBJECT_DELETE(OBJECT_CONSTRUCT('a',1,'b',2),'a');
----
* | *
{"a":1,"b":2} | {"b":2}
