-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 501

CREATE TABLE n (a INT PRIMARY KEY);

INSERT INTO n VALUES (NULL);
----
error 100072 (22000): NULL result in a non-nullable column
