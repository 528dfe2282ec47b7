-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 507

CREATE TABLE n (a DATE);

INSERT INTO n VALUES ('01/15/2024');

SELECT a FROM n;
----
*
2024-01-15
