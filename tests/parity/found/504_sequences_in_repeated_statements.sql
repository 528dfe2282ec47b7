-- source: "Using sequences": every run of a statement draws anew, whether or not its text is the same as before
-- case: found case 504

CREATE SEQUENCE s;

CREATE TABLE t(a INT, b INT);

SELECT s.NEXTVAL AS n;
----
N
1

SELECT s.NEXTVAL AS n;
----
N
2

INSERT INTO t SELECT s.NEXTVAL, 0;

INSERT INTO t SELECT s.NEXTVAL, 0;

UPDATE t SET b = s.NEXTVAL;

UPDATE t SET b = s.NEXTVAL;

SELECT * FROM t ORDER BY a;
----
A | B
3 | 7
4 | 8

MERGE INTO t USING (SELECT s.NEXTVAL AS n) x ON t.a = -x.n WHEN NOT MATCHED THEN INSERT VALUES (x.n, -1);

MERGE INTO t USING (SELECT s.NEXTVAL AS n) x ON t.a = -x.n WHEN NOT MATCHED THEN INSERT VALUES (x.n, -1);

SELECT a FROM t WHERE b = -1 ORDER BY a;
----
A
9
10
