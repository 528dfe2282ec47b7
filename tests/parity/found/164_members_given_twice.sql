-- source: Snowflake SQL reference, PARSE_JSON: an object with two attributes of one name is an error
-- case: found case 164

SELECT TRY_PARSE_JSON('{"a":1,"a":2}') AS a, TRY_PARSE_JSON('{"b":[{"a":1,"a":2}]}') AS b, TRY_PARSE_JSON('{"a":{"b":1},"b":[{"a":1},{"a":2}]}'):b[1].a::INT AS c, CHECK_JSON('{"a":1}') AS d, CHECK_JSON('{"a":1,"a":2}') IS NULL AS e, PARSE_JSON('  ') AS f;
----
A | B | C | D | E | F
NULL | NULL | 2 | NULL | FALSE | NULL

CREATE TABLE texts (n INT, x VARCHAR);

INSERT INTO texts VALUES (1, '  '), (2, '{'), (3, '{"a":1,"a":2}'), (4, '{"a":{"b":1,"b":2}}'), (5, '{"a":{"b":2}}');

SELECT n, TRY_PARSE_JSON(x):a:b::INT AS b, CASE WHEN TRY_PARSE_JSON(x) IS NOT NULL THEN PARSE_JSON(x):a:b::INT END AS c FROM texts ORDER BY n;
----
N | B | C
1 | NULL | NULL
2 | NULL | NULL
3 | NULL | NULL
4 | NULL | NULL
5 | 2 | 2

SELECT PARSE_JSON(x) FROM texts WHERE n = 3;
----
error 100069
