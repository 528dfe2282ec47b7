-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 255

SELECT DECODE(NULL,NULL,'n','o'), DECODE(2,1,'a',2,'b');
----
* | *
n | b
