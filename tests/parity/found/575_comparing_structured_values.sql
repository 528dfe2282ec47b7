-- source: Snowflake documentation, "Structured data types", "Comparing values", "Using structured types with set operators and CASE expressions"
-- case: found case 575

SELECT [1, 2]::ARRAY(INT) = [1, 2]::ARRAY(FLOAT) AS a, [1, 2]::ARRAY(INT) < [1, 10]::ARRAY(INT) AS b, {'a': 2, 'b': 1}::OBJECT(b INTEGER, a INTEGER) > {'a': 1, 'b': 2}::OBJECT(b INTEGER, a INTEGER) AS c, {'9': 1}::MAP(INT, INT) < {'10': 1}::MAP(INT, INT) AS d, {'a': 1}::MAP(VARCHAR, INT) <> {'a': 2}::MAP(VARCHAR, INT) AS e, [1]::ARRAY(INT) = NULL AS f, [1, NULL]::ARRAY(INT) >= [1, NULL]::ARRAY(INT) AS g, ['2024-01-01 00:00:00 +0000']::ARRAY(TIMESTAMP_TZ) = ['2024-01-01 01:00:00 +0100']::ARRAY(TIMESTAMP_TZ) AS h;
----
A | B | C | D | E | F | G | H
TRUE | TRUE | TRUE | TRUE | TRUE | NULL | TRUE | TRUE

SELECT [1]::ARRAY(INT) = [1];
----
error 001044 (42P13)

SELECT [1]::ARRAY(INT) = PARSE_JSON('[1]');
----
error 001044 (42P13)

SELECT {'a': 1, 'b': 1}::OBJECT(a INT, b INT) = {'a': 1, 'b': 1}::OBJECT(b INT, a INT);
----
error 001044 (42P13)

SELECT [1]::ARRAY(INT) = ['1']::ARRAY(VARCHAR);
----
error 001044 (42P13)

CREATE TABLE t (id INT, a ARRAY(NUMBER), o OBJECT(b INT, a INT));

INSERT INTO t SELECT 1, [10]::ARRAY(NUMBER), {'b': 1, 'a': 2}::OBJECT(b INT, a INT);

INSERT INTO t SELECT 2, [2, 1]::ARRAY(NUMBER), {'b': 2, 'a': 1}::OBJECT(b INT, a INT);

INSERT INTO t SELECT 3, [2]::ARRAY(NUMBER), {'b': 1, 'a': 2}::OBJECT(b INT, a INT);

SELECT id FROM t ORDER BY a;
----
ID
3
2
1

SELECT id FROM t ORDER BY o, id;
----
ID
2
1
3

SELECT o, COUNT(*) AS n, MAX(a) AS m FROM t GROUP BY o ORDER BY n;
----
O | N | M
{"b":2,"a":1} | 1 | [2,1]
{"b":1,"a":2} | 2 | [10]

SELECT COUNT(DISTINCT o) AS d, MIN(a) AS m FROM t;
----
D | M
2 | [2]

SELECT x.id AS x, y.id AS y FROM t x JOIN t y ON x.o = y.o AND x.id < y.id;
----
X | Y
1 | 3

SELECT SYSTEM$TYPEOF(c) AS t, c FROM (SELECT IFF(id = 1, a, [2.5]::ARRAY(NUMBER(3,1))) AS c FROM t WHERE id < 3) ORDER BY c;
----
T | C
ARRAY(NUMBER(38,1))[LOB] | [2.5]
ARRAY(NUMBER(38,1))[LOB] | [10]

SELECT SYSTEM$TYPEOF(c) AS t, c FROM (SELECT [1]::ARRAY(NUMBER) AS c UNION ALL SELECT [2]::ARRAY(DOUBLE) UNION ALL SELECT NULL) ORDER BY c;
----
T | C
ARRAY(FLOAT)[LOB] | [1.000000000000000e+00]
ARRAY(FLOAT)[LOB] | [2.000000000000000e+00]
ARRAY(FLOAT)[LOB] | NULL

SELECT a FROM t UNION SELECT [10]::ARRAY(NUMBER) ORDER BY a;
----
A
[2]
[2,1]
[10]

SELECT CASE WHEN TRUE THEN [1]::ARRAY(NUMBER) ELSE [1] END;
----
error 001044 (42P13)

SELECT EQUAL_NULL(a, [10]::ARRAY(NUMBER)) AS e, NULLIF(a, [10]::ARRAY(NUMBER)) IS NULL AS n, DECODE(a, [10]::ARRAY(NUMBER), 'ten') AS d, a IN ([10]::ARRAY(NUMBER)) AS i, COALESCE(NULL, a) AS c FROM t WHERE id = 1;
----
E | N | D | I | C
TRUE | TRUE | ten | TRUE | [10]
