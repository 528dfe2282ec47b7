-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 437

CREATE TABLE l (k INT, t INT);

CREATE TABLE r (k INT, t INT);

INSERT INTO l VALUES (1,5);

INSERT INTO r VALUES (1,6);

SELECT l.t, r.t FROM l ASOF JOIN r MATCH_CONDITION(l.t >= r.t);
----
* | *
5 | NULL
