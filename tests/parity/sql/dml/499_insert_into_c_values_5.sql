-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 499

CREATE TABLE p (id INT PRIMARY KEY);

CREATE TABLE c (pid INT REFERENCES p(id));

INSERT INTO c VALUES (5);

SELECT COUNT(*) FROM c;
----
*
1
