-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 436

CREATE TABLE l (k INT, t INT);

CREATE TABLE r (k INT, t INT);

INSERT INTO l VALUES (1,5);

INSERT INTO r VALUES (1,4),(1,6);

SELECT * FROM l ASOF JOIN r MATCH_CONDITION(l.t >= r.t) ON l.k = r.k;
----
* | * | * | *
1 | 5 | 1 | 4
