-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 497

CREATE TABLE p (id INT PRIMARY KEY);

INSERT INTO p VALUES (1),(1);

SELECT COUNT(*) FROM p;
----
*
2
