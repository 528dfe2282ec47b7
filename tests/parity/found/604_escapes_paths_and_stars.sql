-- source: ODBC and JDBC escapes {fn …}, {d …}, {t …}, {ts …}; "Querying semi-structured data": a path goes on after a subscript; SELECT, "* ILIKE"; "String functions (matching/comparison)": LIKE and ILIKE as functions; ROUND with arguments by name
-- case: found case 604

SELECT {fn UPPER('x')} AS u, {fn LEFT({fn CONCAT('ab', 'c')}, 2)} AS l, {d '2024-02-03'} AS d, {ts '2024-02-03 10:00:00'} AS ts, {t '10:00:00'} AS t;
----
U | L | D | TS | T
X | ab | 2024-02-03 | 2024-02-03 10:00:00.000 | 10:00:00

SELECT {fn UPPER('x');
----
error 001003 (42000)

SELECT {d '2024-02-03';
----
error 001003 (42000)

CREATE TABLE t AS SELECT 1 AS ka, 2 AS kb, 3 AS other, PARSE_JSON('[{"Key": {"b": 5}, "key": 6}]') AS v;

SELECT v[0].Key.b::INT AS deep, v[0].key AS flat, v[0]."Key"['b'] AS quoted FROM t;
----
DEEP | FLAT | QUOTED
5 | 6 | 5

SELECT OBJECT_CONSTRUCT(* ILIKE 'k%') AS o, OBJECT_CONSTRUCT(t.* EXCLUDE (v, other)) AS e FROM t;
----
O | E
{"KA":1,"KB":2} | {"KA":1,"KB":2}

SELECT HLL(*) AS h, APPROX_COUNT_DISTINCT(t.*) AS a, MINHASH(4, *) = MINHASH(4, ka, kb, other, v) AS m FROM t;
----
H | A | M
1 | 1 | TRUE

SELECT LIKE('abc', 'a%') AS a, ILIKE('abc', 'A_C') AS b, LIKE('a%c', 'a!%c', '!') AS c, LIKE('abc', 'a!%c', '!') AS d, LIKE(NULL, 'a') AS e;
----
A | B | C | D | E
TRUE | TRUE | TRUE | FALSE | NULL

SELECT ROUND(EXPR => 2.25, SCALE => 1) AS a, ROUND(SCALE => 1, ROUNDING_MODE => 'HALF_TO_EVEN', EXPR => 2.25) AS b, ROUND(2.25, SCALE => 1) AS c;
----
A | B | C
2.3 | 2.2 | 2.3

SELECT UPPER(s => 'x');
----
error 000002 (0A000)

SELECT HLL(*);
----
error 002038 (42601)

SELECT MINHASH(5, *);
----
error 002038 (42601)
