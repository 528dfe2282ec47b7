-- source: Snowflake SQL reference, LIKE (NULL when the subject is NULL), WHERE (a row stays where the condition is TRUE), NULLIF
-- case: found case 420

CREATE TABLE letters (id INT, g VARCHAR);

INSERT INTO letters VALUES (1, 'g1'), (2, 'g2'), (3, NULL), (4, 'g0');

CREATE VIEW without_first AS SELECT id, NULLIF(g, 'g1') AS c, LEFT(NULLIF(g, 'g1'), 1) AS first FROM letters;

SELECT id, c FROM (SELECT id, NULLIF(g, 'g1') AS c FROM letters) WHERE c LIKE 'g%' ORDER BY id;
----
ID | C
2 | g2
4 | g0

SELECT id FROM letters WHERE CASE WHEN g <> 'g1' THEN g END LIKE 'g%' ORDER BY id;
----
ID
2
4

-- NULL that an expression makes a value is found

SELECT id FROM letters WHERE CASE WHEN g IS NULL THEN 'gg' WHEN g <> 'g1' THEN g END LIKE 'g%' ORDER BY id;
----
ID
2
3
4

SELECT id FROM without_first WHERE STARTSWITH(c, 'g') ORDER BY id;
----
ID
2
4

SELECT id FROM without_first WHERE c LIKE ANY ('g%', 'h%') ORDER BY id;
----
ID
2
4

SELECT id FROM without_first WHERE NOT c NOT LIKE 'g%' ORDER BY id;
----
ID
2
4

SELECT id FROM without_first WHERE first = 'g' ORDER BY id;
----
ID
2
4

SELECT id FROM without_first WHERE SUBSTR(c, 1, 1) = 'g' ORDER BY id;
----
ID
2
4

SELECT id FROM without_first WHERE POSITION('g' IN c) = 1 ORDER BY id;
----
ID
2
4

WITH known AS (SELECT id, CASE WHEN g <> 'g1' THEN 'gg' END AS c FROM letters)
SELECT id, c FROM known WHERE c IN ('gg', 'ga') ORDER BY id;
----
ID | C
2 | gg
4 | gg

SELECT id FROM letters WHERE CONTAINS(CASE WHEN g <> 'g1' THEN 'gg' END, 'g') ORDER BY id;
----
ID
2
4

SELECT id FROM letters WHERE ENDSWITH(CASE WHEN g <> 'g1' THEN 'gg' END, 'g') ORDER BY id;
----
ID
2
4

SELECT id, NULLIF(g, 'g1') LIKE 'g%' AS found FROM letters WHERE g LIKE 'g%' AND LEFT(g, 1) = 'g' ORDER BY id;
----
ID | FOUND
1 | NULL
2 | TRUE
4 | TRUE
