-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 448

CREATE TABLE h (e INT, m INT);

INSERT INTO h VALUES (1,NULL),(2,1);

SELECT e, LEVEL FROM h START WITH m IS NULL CONNECT BY m = PRIOR e ORDER BY e;
----
* | *
1 | 1
2 | 2
