-- source: "FLATTEN": examples without ORDER BY show the elements in the order of the input, RECURSIVE ones each before
-- what it holds; "OUTER => TRUE": one row for an input without elements
-- case: found case 284

CREATE TABLE o (id INT, items VARIANT);

INSERT INTO o SELECT column1, PARSE_JSON(column2) FROM VALUES (1, '["a", "b", "c"]'), (2, '["d", "e"]'), (3, '[]');

SELECT LISTAGG(id || value::VARCHAR, ' ') AS l FROM o, LATERAL FLATTEN(INPUT => items);
----
L
1a 1b 1c 2d 2e

SELECT LISTAGG(seq || value::VARCHAR, ' ') AS l FROM o, TABLE(FLATTEN(items));
----
L
1a 1b 1c 2d 2e

SELECT LISTAGG(id || COALESCE(value::VARCHAR, '-'), ' ') AS l FROM o LEFT JOIN LATERAL FLATTEN(items);
----
L
1a 1b 1c 2d 2e 3-

SELECT id, seq, value, this FROM o LEFT JOIN LATERAL FLATTEN(items) f ON TRUE WHERE id = 3;
----
ID | SEQ | VALUE | THIS
3 | NULL | NULL | NULL

SELECT LISTAGG(path, ' ') AS l FROM TABLE(FLATTEN(PARSE_JSON('{"a":{"x":1},"b":[77,88],"c":{"d":"X"}}'), RECURSIVE => TRUE));
----
L
a a.x b b[0] b[1] c c.d

SELECT LISTAGG(id || ':' || seq || ':' || path, ' ') WITHIN GROUP (ORDER BY id, path) AS l
FROM (SELECT id, ARRAY_CONSTRUCT(id, items) AS both FROM o WHERE id < 3) t, LATERAL FLATTEN(t.both, RECURSIVE => TRUE);
----
L
1:1:[0] 1:1:[1] 1:1:[1][0] 1:1:[1][1] 1:1:[1][2] 2:2:[0] 2:2:[1] 2:2:[1][0] 2:2:[1][1]

SELECT LISTAGG(value::VARCHAR, ' ') AS l FROM o, LATERAL FLATTEN(ARRAY_CONSTRUCT(id, items[0], items[1])) WHERE id < 3;
----
L
1 a b 2 d e

SELECT id, path, index FROM o, LATERAL FLATTEN(items, OUTER => TRUE, RECURSIVE => TRUE) WHERE id > 1 ORDER BY id, path;
----
ID | PATH | INDEX
2 | [0] | 0
2 | [1] | 1
3 | NULL | NULL
