-- source: "CREATE TABLE" (COPY TAGS, COPY = ( … ) and the release notes of 2 April and 27 October 2026)
-- case: found case 662

CREATE TAG g;

CREATE TAG h;

CREATE ROLE reader;

CREATE TABLE t (a INT COMMENT 'one' WITH TAG (g = 'old'), b INT COMMENT 'two', c INT) WITH TAG (g = 'old', h = 'of t') COMMENT = 'first';

GRANT SELECT ON TABLE t TO ROLE reader;

CREATE OR REPLACE TABLE t (a INT WITH TAG (g = 'new', h = 'more'), b INT COMMENT 'said again', d INT) WITH TAG (g = 'new') COPY TAGS;

SELECT SYSTEM$GET_TAG('g', 't', 'table') AS g, SYSTEM$GET_TAG('h', 't', 'table') AS h, SYSTEM$GET_TAG('g', 't.a', 'column') AS ag, SYSTEM$GET_TAG('h', 't.a', 'column') AS ah, SYSTEM$GET_TAG('h', 't.d', 'column') AS dh;
----
G | H | AG | AH | DH
old | of t | old | more | of t

SELECT column_name, comment FROM information_schema.columns WHERE table_name = 'T' ORDER BY 1;
----
COLUMN_NAME | COMMENT
A | NULL
B | said again
D | NULL

COMMENT ON TABLE t IS 'kept';

COMMENT ON COLUMN t.a IS 'kept too';

GRANT SELECT ON TABLE t TO ROLE reader;

CREATE OR REPLACE TABLE t COPY = (COMMENTS, GRANTS) AS SELECT 1 AS a, 2 AS b;

SELECT column_name, comment FROM information_schema.columns WHERE table_name = 'T' ORDER BY 1;
----
COLUMN_NAME | COMMENT
A | kept too
B | said again

SELECT comment FROM information_schema.tables WHERE table_name = 'T';
----
COMMENT
kept

SELECT SYSTEM$GET_TAG('g', 't', 'table') AS g;
----
G
NULL

SHOW GRANTS ON TABLE t;

SELECT "privilege", "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
privilege | grantee_name
OWNERSHIP | ACCOUNTADMIN
SELECT | READER

CREATE TABLE like_it (a INT COMMENT 'of the origin', b INT) WITH TAG (g = 'of the origin') COMMENT = 'of the origin';

ALTER TABLE t SET TAG h = 'stays';

CREATE OR REPLACE TABLE t LIKE like_it COPY = (TAGS, COMMENTS) COMMENT = 'written';

SELECT SYSTEM$GET_TAG('g', 't', 'table') AS g, SYSTEM$GET_TAG('h', 't', 'table') AS h;
----
G | H
of the origin | stays

SELECT t.comment AS whole, c.comment AS of_a FROM information_schema.tables t JOIN information_schema.columns c ON c.table_name = t.table_name WHERE t.table_name = 'T' AND c.column_name = 'A';
----
WHOLE | OF_A
written | kept too

CREATE OR REPLACE TABLE t CLONE like_it COPY TAGS;

SELECT SYSTEM$GET_TAG('h', 't', 'table') AS h;
----
H
stays

CREATE OR REPLACE TABLE t (a INT) COPY = (ROWS);
----
error 001003 (42000)

CREATE TABLE fresh (a INT) COPY TAGS;
