-- source: Snowflake SQL reference, sequences
-- case: sql-cases.tsv 590

CREATE SEQUENCE s;

SELECT sq.nextval FROM TABLE(GETNEXTVAL(s)) sq;
----
*
1
