-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 504

CREATE TABLE n (a NUMBER(10,2));

INSERT INTO n VALUES (1.239);

SELECT a FROM n;
----
*
1.24
