-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 503

CREATE TABLE n (a CHAR);

INSERT INTO n VALUES ('ab');
----
error 100078 (22000): String 'ab' is too long and would be truncated
