-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 601

SET x = 5;

SELECT $x;
----
*
5
