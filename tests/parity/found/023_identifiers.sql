-- source: spec/metadata.md 9.1, 9.5 and 9.6
-- case: found case 23

CREATE TABLE mytable (a INT, "b""c" INT, _x$1 INT);

INSERT INTO "MYTABLE" VALUES (1, 2, 3);

SELECT "A", "b""c", _X$1 FROM MyTable;
----
A | b"c | _X$1
1 | 2 | 3

CREATE VIEW mytable AS SELECT 1 AS one;
----
error 002002 (42710): Object 'MYTABLE' already exists.

CREATE SEQUENCE mytable;

SELECT a AS n FROM (SELECT 1 AS a, 5 AS n) WHERE n = 5;
----
N
1

SELECT a + 1 AS a, COUNT(*) AS c FROM (SELECT 1 AS a UNION ALL SELECT 1) GROUP BY a HAVING a = 1;
----
A | C
2 | 2
