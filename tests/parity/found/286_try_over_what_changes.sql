-- source: "TRY_HEX_DECODE_STRING", "TRY_BASE64_DECODE_STRING", "TRY_TO_BINARY": NULL instead of an error, whatever the
-- argument is; "PARSE_JSON": 's' refuses a repeated member
-- case: found case 286

CREATE FUNCTION same(x VARCHAR) RETURNS VARCHAR LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'f' AS 'def f(x): return x';

SELECT TRY_HEX_DECODE_STRING(same('4142')) AS a, TRY_HEX_DECODE_STRING(same('zz')) AS b,
       TRY_BASE64_DECODE_STRING(same('QUI=')) AS c, TRY_BASE64_DECODE_BINARY(same('%%')) AS d,
       TRY_TO_BINARY(same('zz')) AS e, TO_BINARY(same('4142'))::VARCHAR AS f, HEX_DECODE_STRING(same('4142')) AS g;
----
A | B | C | D | E | F | G
AB | NULL | AB | NULL | NULL | 4142 | AB

SELECT HEX_DECODE_STRING(same('zz'));
----
error 100115

SELECT TRY_HEX_DECODE_BINARY(RANDSTR(3, RANDOM())) AS odd;
----
ODD
NULL

SELECT PARSE_JSON('{"a":1}', 's') AS j;
----
J
{"a":1}

SELECT PARSE_JSON('{"a":1,"a":2}', 'd') AS j;
----
J
{"a":2}
