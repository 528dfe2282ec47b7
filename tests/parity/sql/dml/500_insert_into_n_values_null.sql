-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 500

CREATE TABLE n (a INT NOT NULL);

INSERT INTO n VALUES (NULL);
----
error 100072 (22000): NULL result in a non-nullable column
