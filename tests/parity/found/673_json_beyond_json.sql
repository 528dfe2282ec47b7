-- source: Snowflake SQL reference: PARSE_JSON, TRY_PARSE_JSON, ARRAY_TO_STRING, TYPEOF (a comma before the end of an array), CHECK_JSON, RESULT_SCAN (PARSE_JSON of a VARIANT), AS_INTEGER, TO_OBJECT (single quotes)
-- case: found case 673

SELECT ARRAY_TO_STRING(PARSE_JSON('[7, ]'), '-') AS last, ARRAY_SIZE(PARSE_JSON('[,]')) AS two, PARSE_JSON('{"a": [1,], "b": 2,}') AS inside, PARSE_JSON('["x,]"]') AS text;
----
LAST | TWO | INSIDE | TEXT
7- | 2 | {"a":[1,undefined],"b":2} | ["x,]"]

CREATE TABLE texts (id INT, t VARCHAR);
----
status
Table TEXTS successfully created.

INSERT INTO texts VALUES (1, '[TRUE, Null, "TRUE",]'), (2, $${'k': "it's", 'q': 'say "hi" \'now\''}$$), (3, '{"open": 1');
----
number of rows inserted
3

SELECT TRY_PARSE_JSON(t) AS j FROM texts ORDER BY id;
----
J
[true,null,"TRUE",undefined]
{"k":"it's","q":"say \"hi\" 'now'"}
NULL

SELECT CHECK_JSON('{"price": }') AS missing, CHECK_JSON('All') AS word, CHECK_JSON('[1, 2}') AS other, CHECK_JSON($${'k': 1}$$) AS fine;
----
MISSING | WORD | OTHER | FINE
misplaced }, pos 11 | unknown keyword "All", pos 4 | misplaced }, pos 6 | NULL

SELECT PARSE_JSON('All');
----
error 100069 (22P02): Error parsing JSON: unknown keyword "All", pos 4

SELECT PARSE_JSON('{"a": 5}'::VARIANT):a AS parsed, PARSE_JSON(PARSE_JSON('{"a": 6}')):a AS kept, PARSE_JSON(TO_VARIANT(7)) AS number, TRY_PARSE_JSON('oops'::VARIANT) AS nothing;
----
PARSED | KEPT | NUMBER | NOTHING
5 | 6 | 7 | NULL

SELECT AS_INTEGER(2.75::VARIANT) AS up, AS_INTEGER(PARSE_JSON('"3"')) AS text, AS_INTEGER(3::FLOAT::VARIANT) AS double;
----
UP | TEXT | DOUBLE
3 | NULL | NULL
