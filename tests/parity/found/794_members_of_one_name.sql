-- source: Snowflake SQL reference, PARSE_JSON, TRY_PARSE_JSON: with 'd' the last value of a repeated key counts, with 's' it is an error
-- case: found case 794

CREATE TABLE documents (id INT, t VARCHAR);
----
status
Table DOCUMENTS successfully created.

INSERT INTO documents VALUES (1, '{"b": 1, "a": 2, "b": 30000000000000000001}'), (2, '[{"q": 1, "q": {"r": 1, "r": null}}]'), (3, '{"k": "v"}'), (4, '{"open": 1'), (5, NULL);
----
number of rows inserted
5

SELECT TRY_PARSE_JSON(t, 'd') AS last, TRY_PARSE_JSON(t, 's') AS strict, TRY_PARSE_JSON(t) AS plain FROM documents ORDER BY id;
----
LAST | STRICT | PLAIN
{"a":2,"b":30000000000000000001} | NULL | NULL
[{"q":{"r":null}}] | NULL | NULL
{"k":"v"} | {"k":"v"} | {"k":"v"}
NULL | NULL | NULL
NULL | NULL | NULL

SELECT PARSE_JSON('{"n": 1, "n": 2}', 'd'):n + 1 AS n;
----
N
3

SELECT PARSE_JSON(t, 'd') FROM documents;
----
error 100069 (22P02)

SELECT PARSE_JSON('{}', 'x');
----
error 001008 (22023)
