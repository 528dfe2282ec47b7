-- source: Snowflake SQL reference: EDITDISTANCE, JAROWINKLER_SIMILARITY, CHR, POSITION, LPAD, BITAND, BITOR, BITXOR, BITNOT, BITSHIFTLEFT, BITSHIFTRIGHT, PARSE_URL, TRUNC, RADIANS; "Date and time formats in conversion functions", MON
-- case: found case 670

SELECT EDITDISTANCE('Straße', 'Strasse') AS two, EDITDISTANCE('Łódź', 'Lodz') AS three, EDITDISTANCE('kitten', 'sitting', -1) AS none;
----
TWO | THREE | NONE
2 | 3 | 0

SELECT JAROWINKLER_SIMILARITY('Größe', 'Grösse') AS same_start, JAROWINKLER_SIMILARITY('żółw', 'zolw') AS no_start, JAROWINKLER_SIMILARITY('', '') AS nothing;
----
SAME_START | NO_START | NOTHING
87 | 50 | 0

SELECT CHR(228) AS c, CHR(NULL) AS n;
----
C | N
ä | NULL

SELECT CHR(-5);
----
error 100161 (22000)

SELECT CHR(55296);
----
error 100161 (22000)

SELECT POSITION(X'CD', X'ABCDCD') AS second, CHARINDEX(X'BC', X'ABCD') AS between_bytes, POSITION(X'CD', X'ABCDCD', 3) AS third, POSITION(X'EE', X'ABCD') AS absent, POSITION(X'AB', NULL::BINARY) AS missing;
----
SECOND | BETWEEN_BYTES | THIRD | ABSENT | MISSING
2 | 0 | 3 | 0 | NULL

SELECT LPAD(X'0A0B', 5, X'FF')::VARCHAR AS l, RPAD(X'0A0B', 5, X'0102')::VARCHAR AS r, LPAD(X'0A0B0C', 2, X'FF')::VARCHAR AS cut;
----
L | R | CUT
FFFFFF0A0B | 0A0B010201 | 0A0B

SELECT LPAD(X'0A', 2);
----
error 001044 (42P13)

CREATE TABLE two (a BINARY, b BINARY);
----
status
Table TWO successfully created.

INSERT INTO two VALUES (X'F0', X'0FF0'), (NULL, X'01');
----
number of rows inserted
2

SELECT BITAND(a, b, 'LEFT')::VARCHAR AS a, BITOR(a, b, 'right')::VARCHAR AS o, BITXOR(b, b)::VARCHAR AS x, BITNOT(b)::VARCHAR AS n, BITSHIFTLEFT(b, 4)::VARCHAR AS l, BITSHIFTRIGHT(b, 1)::VARCHAR AS r FROM two ORDER BY b;
----
A | O | X | N | L | R
NULL | NULL | 00 | FE | 10 | 00
00F0 | FFF0 | 0000 | F00F | FF00 | 07F8

SELECT BITAND(a, b) FROM two;
----
error 100544 (22026)

SELECT BITAND(1, 2, 'LEFT');
----
error 001044 (42P13)

SELECT PARSE_URL('https://me:secret@shop.example:8443/a?b=1'):host AS host, PARSE_URL('https://shop.example/'):port AS port;
----
HOST | PORT
"me:secret@shop.example" | null

SELECT PARSE_URL('shop.example/a');
----
error 100139 (22000): Error parsing URL: scheme not specified

SELECT '7-September-2021'::DATE AS whole, '7-Sep-2021'::DATE AS short, TO_DATE('March 5, 2020', 'MON DD, YYYY') AS formatted, TRY_TO_DATE('Marc 5, 2020', 'MON DD, YYYY') AS neither;
----
WHOLE | SHORT | FORMATTED | NEITHER
2021-09-07 | 2021-09-07 | 2020-03-05 | NULL

SELECT TRUNC(-0.25::FLOAT) AS z, TRUNC(-2.75::FLOAT, 1) AS t, RADIANS(3) AS r;
----
Z | T | R
0 | -2.7 | 0.05235987755982988
