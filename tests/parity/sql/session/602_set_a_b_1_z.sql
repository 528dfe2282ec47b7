-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 602

SET (a,b) = (1,'z');

SELECT $b;
----
*
z
