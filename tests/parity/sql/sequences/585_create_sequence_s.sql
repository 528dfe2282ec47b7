-- source: Snowflake SQL reference, sequences
-- case: sql-cases.tsv 585

CREATE SEQUENCE s;

SELECT s.NEXTVAL;
----
*
1
