-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 502

CREATE TABLE n (a VARCHAR(3));

INSERT INTO n VALUES ('abcdefgh');
----
error 100078 (22000): String 'abcdefgh' is too long and would be truncated
