-- source: Snowflake SQL reference, sequences
-- case: sql-cases.tsv 586

CREATE SEQUENCE s START = 5 INCREMENT = 10;

SELECT s.NEXTVAL, s.NEXTVAL;
----
* | *
5 | 15
