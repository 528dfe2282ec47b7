-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 506

CREATE TABLE n (a INT);

INSERT INTO n VALUES (12345678901234567890);

SELECT a FROM n;
----
*
12345678901234567890
