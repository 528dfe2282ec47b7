-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 508

CREATE TABLE n (a INT);

INSERT INTO n VALUES ('BADX');
----
error 100038 (22018): Numeric value 'BADX' is not recognized
