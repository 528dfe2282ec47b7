-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 438

CREATE TABLE p (d INT, v INT);

INSERT INTO p VALUES (1,1),(2,2),(3,3);

SELECT * FROM p MATCH_RECOGNIZE (ORDER BY d MEASURES FIRST(v) AS f, LAST(v) AS l ONE ROW PER MATCH PATTERN (a b+) DEFINE b AS v > LAG(v));
----
* | *
1 | 3
