-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 505

CREATE TABLE n (a INT);

INSERT INTO n VALUES (1.5);

SELECT a FROM n;
----
*
2
