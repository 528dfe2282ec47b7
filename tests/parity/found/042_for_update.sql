-- source: "SELECT … FOR UPDATE" locks rows of hybrid tables, which are not here
-- case: found case 42

CREATE TABLE t (a INT);

SELECT a FROM t FOR UPDATE;
----
error 000002 (0A000): Unsupported feature
