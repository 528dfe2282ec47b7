-- source: "CREATE TABLE", AS (expression): a virtual column is computed when it is read and cannot be written
-- case: found case 16

CREATE TABLE t (a INT, b INT AS (a + 1), s VARCHAR, u AS (UPPER(s)), w NUMBER(10,2) AS (b / 2));

INSERT INTO t VALUES (1, 'x'), (2, 'y');

INSERT INTO t (s, a) VALUES ('z', 3);

SELECT * FROM t ORDER BY a;
----
A | B | S | U | W
1 | 2 | x | X | 1.00
2 | 3 | y | Y | 1.50
3 | 4 | z | Z | 2.00

INSERT INTO t (a, b) VALUES (1, 2);
----
error 000904 (42000): invalid identifier 'B'

UPDATE t SET b = 5;
----
error 000904 (42000): invalid identifier 'B'

UPDATE t SET a = a + 10 WHERE u = 'X';
----
number of rows updated | number of multi-joined rows updated
1 | 0

DELETE FROM t WHERE b = 3;
----
number of rows deleted
1

MERGE INTO t USING (SELECT 12 AS k) n ON t.b = n.k WHEN MATCHED THEN UPDATE SET s = 'm';
----
number of rows updated
1

SELECT a, b, u FROM t ORDER BY a;
----
A | B | U
3 | 4 | Z
11 | 12 | M

DESCRIBE TABLE t ->> SELECT "name", "type", "kind", "expression" FROM $1;
----
name | type | kind | expression
A | NUMBER(38,0) | COLUMN | NULL
B | NUMBER(38,0) | VIRTUAL | a + 1
S | VARCHAR(16777216) | COLUMN | NULL
U | VARCHAR(16777216) | VIRTUAL | UPPER(s)
W | NUMBER(10,2) | VIRTUAL | b / 2

ALTER TABLE t ADD COLUMN c INT AS (a * 2);

SELECT a, c FROM t ORDER BY a;
----
A | C
3 | 6
11 | 22

ALTER TABLE t DROP COLUMN a;
----
error 000904 (42000): invalid identifier 'A'

ALTER TABLE t DROP COLUMN c;

CREATE TABLE k CLONE t;

SELECT b, u FROM k ORDER BY b;
----
B | U
4 | Z
12 | M

CREATE TABLE bad (a INT, b INT AS (nosuch + 1));
----
error 000904 (42000): invalid identifier 'NOSUCH'
