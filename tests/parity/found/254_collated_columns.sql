-- source: Snowflake documentation, "Collation support": comparison, sorting, grouping, joins, precedence, limitations
-- case: found case 254

CREATE TABLE t (a VARCHAR COLLATE 'en-ci', n INT, b VARCHAR);

INSERT INTO t VALUES ('b', 1, 'x'), ('B', 2, 'y'), ('a', 3, 'z'), ('A', 4, 'w'), (NULL, 5, 'q');

SELECT n FROM t WHERE a = 'B' ORDER BY n;
----
N
1
2

SELECT n FROM t WHERE a IN ('c', 'A') ORDER BY n;
----
N
3
4

SELECT n FROM t WHERE a BETWEEN 'B' AND 'b' ORDER BY n;
----
N
1
2

SELECT n FROM t WHERE a IN (SELECT 'B') ORDER BY n;
----
N
1
2

SELECT n FROM t ORDER BY a, n;
----
N
3
4
1
2
5

SELECT UPPER(a) AS u, COUNT(*) AS c, SUM(n) AS s FROM t GROUP BY a ORDER BY a;
----
U | C | S
A | 2 | 7
B | 2 | 3
NULL | 1 | 5

SELECT COUNT(DISTINCT a) AS d, LOWER(MIN(a)) AS low, LOWER(MAX(a)) AS high FROM t;
----
D | LOW | HIGH
2 | a | b

SELECT COUNT(*) AS n FROM (SELECT DISTINCT a FROM t);
----
N
3

SELECT COUNT(*) AS n FROM (SELECT a FROM t UNION SELECT 'B');
----
N
3

SELECT COUNT(*) AS n FROM (SELECT a FROM t EXCEPT SELECT 'B');
----
N
2

SELECT x.n, y.n AS m FROM t x JOIN t y ON x.a = y.a WHERE x.n < y.n ORDER BY 1;
----
N | M
1 | 2
3 | 4

SELECT n, ROW_NUMBER() OVER (PARTITION BY a ORDER BY n) AS r FROM t ORDER BY n;
----
N | R
1 | 1
2 | 2
3 | 1
4 | 2
5 | 1

SELECT n, CASE a WHEN 'B' THEN 'yes' ELSE 'no' END AS c FROM t ORDER BY n;
----
N | C
1 | yes
2 | yes
3 | no
4 | no
5 | no

-- functions hand the collation on, and so do views, CTAS and common table expressions
SELECT n FROM t WHERE UPPER(a) = 'b' ORDER BY n;
----
N
1
2

SELECT n FROM t WHERE COALESCE(a, 'Q') = 'q';
----
N
5

SELECT COLLATION(a) AS c, COLLATION(a || b) AS d, COLLATION(b) AS e FROM t WHERE n = 1;
----
C | D | E
en-ci | en-ci | NULL

CREATE VIEW v AS SELECT a AS renamed FROM t;

SELECT COUNT(*) AS n FROM v WHERE renamed = 'A';
----
N
2

CREATE TABLE copied AS SELECT a FROM t;

WITH w AS (SELECT a FROM copied) SELECT COUNT(*) AS n FROM w WHERE a = 'A';
----
N
2

-- COLLATE in the expression comes before the column's own
SELECT n FROM t WHERE a COLLATE 'utf8' = 'B';
----
N
2

SELECT n FROM t WHERE COLLATE(b, 'upper') = 'X';
----
N
1

CREATE TABLE other (k VARCHAR COLLATE 'upper');

INSERT INTO other VALUES ('x_'), ('Xa');

SELECT COUNT(*) AS n FROM t JOIN other ON t.a = other.k;
----
error

-- upper, lower and trim compare what these functions give
SELECT k FROM other ORDER BY k;
----
K
Xa
x_

SELECT k FROM other WHERE k LIKE 'xA%';
----
K
Xa

SELECT ' a ' COLLATE 'lower-trim' = 'A' AS same;
----
SAME
TRUE

-- accents
SELECT 'É' COLLATE 'en-ci-ai' = 'e' AS folded, 'É' COLLATE 'en-ci' = 'e' AS kept, 'É' COLLATE 'en-ci' = 'é' AS same;
----
FOLDED | KEPT | SAME
TRUE | FALSE | TRUE

SELECT x FROM (SELECT 'z' AS x UNION ALL SELECT 'é' UNION ALL SELECT 'B' UNION ALL SELECT 'a') ORDER BY x COLLATE 'en';
----
X
a
B
é
z

SELECT n FROM t WHERE a LIKE 'B%';
----
error

SELECT n FROM t WHERE a RLIKE 'B.*';
----
error

SELECT 'a' COLLATE 'nonsense-ci';
----
error

CREATE TABLE bad (x INT COLLATE 'en-ci');
----
error

DESCRIBE TABLE copied;
----
name | type | ...
A | VARCHAR(16777216) COLLATE 'en-ci'

SELECT column_name, collation_name FROM INFORMATION_SCHEMA.COLUMNS WHERE table_name = 'T' ORDER BY ordinal_position;
----
COLUMN_NAME | COLLATION_NAME
A | en-ci
N | NULL
B | NULL

UPDATE t SET b = 'changed' WHERE a = 'b';
----
number of rows updated | number of multi-joined rows updated
2 | 0

MERGE INTO t USING (SELECT 'B' AS k) s ON t.a = s.k WHEN MATCHED THEN UPDATE SET n = n + 10;
----
number of rows updated
2
