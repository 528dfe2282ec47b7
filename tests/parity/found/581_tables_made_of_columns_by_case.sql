-- source: Snowflake documentation, "Identifier requirements", "CREATE TABLE" (AS, LIKE, CLONE), "CREATE VIEW", "GET_DDL", "DESCRIBE TABLE"
-- case: found case 581

CREATE TABLE t ("a" INT PRIMARY KEY, a INT COMMENT 'other', "c" INT AS ("a" + a), c INT);

INSERT INTO t ("a", a) VALUES (1, 10), (2, 20);

SELECT * FROM t ORDER BY a;
----
a | A | c | C
1 | 10 | 11 | NULL
2 | 20 | 22 | NULL

SELECT GET_DDL('TABLE', 't') AS ddl;
----
DDL
~create or replace TABLE T \(\\n\s"a" NUMBER\(38,0\) NOT NULL,\\n\sA NUMBER\(38,0\) COMMENT 'other',\\n\s"c" .*\\n\sC NUMBER\(38,0\),\\n\sprimary key \("a"\)\\n\);

SELECT column_name FROM information_schema.columns WHERE table_name = 'T' ORDER BY ordinal_position;
----
COLUMN_NAME
a
A
c
C

DESCRIBE TABLE t;
----
name | type | ...
a | NUMBER(38,0) | ...
A | NUMBER(38,0) | ...
c | NUMBER(38,0) | ...
C | NUMBER(38,0) | ...

CREATE TABLE copied CLONE t;

INSERT INTO copied ("a", a) VALUES (3, 30);

SELECT "a", a, "c" FROM copied ORDER BY a;
----
a | A | c
1 | 10 | 11
2 | 20 | 22
3 | 30 | 33

CREATE TABLE made AS SELECT a AS "a", "a" AS a, "c" FROM t;

SELECT * FROM made ORDER BY a;
----
a | A | c
10 | 1 | 11
20 | 2 | 22

CREATE VIEW v AS SELECT "a", a, a AS "A b" FROM t;

CREATE VIEW w ("x", x) AS SELECT a, "a" FROM v;

SELECT x, "x" FROM w WHERE "x" > 10;
----
X | x
2 | 20

CREATE OR ALTER TABLE made ("a" INT, "c" INT, c INT);

SELECT * FROM made ORDER BY "a";
----
a | c | C
10 | 11 | NULL
20 | 22 | NULL

DROP TABLE t;

CREATE TABLE "t" ("a" INT);

UNDROP TABLE t;

INSERT INTO "t" SELECT a FROM t;

SELECT "t"."a", t."a" AS other FROM "t" JOIN t ON "t"."a" = t.a ORDER BY 1;
----
a | OTHER
10 | 1
20 | 2
