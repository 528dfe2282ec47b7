-- source: Snowflake documentation: "LIKE ANY", "LIKE ALL", "ILIKE ANY" (a subquery)
-- case: found case 731

CREATE TABLE people AS SELECT * FROM VALUES (1, 'John Dddoe'), (2, 'Joe Doe'), (3, 'John_down'), (4, 'Tom Doe'), (5, NULL) AS v (id, name);
----
status
Table PEOPLE successfully created.

CREATE TABLE patterns AS SELECT * FROM VALUES ('J%n%', 1), ('%Doe', 2) AS v (p, k);
----
status
Table PATTERNS successfully created.

SELECT id FROM people WHERE name LIKE ANY (SELECT p FROM patterns WHERE k = 1) ORDER BY id;
----
ID
1
3

SELECT id FROM people WHERE name LIKE ALL (SELECT '%!_%') ESCAPE '!';
----
ID
3

SELECT id FROM people WHERE name ILIKE ANY (SELECT '%DOE') ORDER BY id;
----
ID
1
2
4

SELECT id FROM people WHERE NOT name LIKE ANY (SELECT p FROM patterns WHERE k = 1) ORDER BY id;
----
ID
2
4

SELECT id, name LIKE ANY (SELECT 'Tom%') AS is_tom FROM people ORDER BY id;
----
ID | IS_TOM
1 | FALSE
2 | FALSE
3 | FALSE
4 | TRUE
5 | NULL
