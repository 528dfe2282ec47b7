-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 498

CREATE TABLE p (id INT UNIQUE);

INSERT INTO p VALUES (1),(1);

SELECT COUNT(*) FROM p;
----
*
2
