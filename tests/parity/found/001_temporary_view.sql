-- source: "CREATE VIEW", TEMPORARY
-- case: found case 1

CREATE TABLE t (a INT);

INSERT INTO t VALUES (1), (2);

CREATE VIEW v AS SELECT a FROM t;

CREATE OR REPLACE TEMPORARY VIEW v AS SELECT a * 10 AS a FROM t;
----
status
View V successfully created.

SELECT a FROM v ORDER BY a;
----
A
10
20

-- session B
SELECT a FROM v ORDER BY a;
----
A
1
2

DROP VIEW v;
----
status
V successfully dropped.

SELECT a FROM v ORDER BY a;
----
A
1
2
