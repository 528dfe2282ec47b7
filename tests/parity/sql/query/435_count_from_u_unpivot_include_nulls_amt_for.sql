-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 435

CREATE TABLE u (id INT, jan INT, feb INT);

INSERT INTO u VALUES (1,NULL,20);

SELECT COUNT(*) FROM u UNPIVOT INCLUDE NULLS (amt FOR m IN (jan, feb));
----
*
2
