-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 461

CREATE TABLE a (x INT, y INT);

CREATE TABLE b (x INT, z INT);

SELECT * FROM a JOIN b ON a.x = b.x;
----
X | Y | X | Z
