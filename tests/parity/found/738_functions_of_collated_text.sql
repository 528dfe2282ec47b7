-- source: Snowflake documentation: "Collation details" of CONTAINS, STARTSWITH, ENDSWITH, CHARINDEX, POSITION, GREATEST, LEAST, LISTAGG, LPAD, RPAD, REVERSE, LEFT, SUBSTR, UPPER, LIKE, MIN, MAX
-- case: found case 738

CREATE TABLE names (id INT, n VARCHAR COLLATE 'en-ci', u VARCHAR COLLATE 'upper', p VARCHAR) AS SELECT * FROM VALUES (1, 'Anna', 'x1', 'anna'), (2, 'ANNA', 'X1', 'bert'), (3, 'bert', 'y2', 'carl');
----
status
Table NAMES successfully created.

SELECT id, CONTAINS(n, 'NN') AS c, STARTSWITH(n, 'an') AS s, ENDSWITH(n, 'NA') AS e, CHARINDEX('N', n) AS i, POSITION('x' IN u) AS x, CONTAINS(p, 'NN') AS plain FROM names ORDER BY id;
----
ID | C | S | E | I | X | PLAIN
1 | TRUE | TRUE | TRUE | 2 | 1 | FALSE
2 | TRUE | TRUE | TRUE | 2 | 1 | FALSE
3 | FALSE | FALSE | FALSE | 0 | 0 | FALSE

SELECT id, GREATEST(n, 'BEA') AS g, LEAST(n, 'BEA') AS l FROM names ORDER BY id;
----
ID | G | L
1 | BEA | Anna
2 | BEA | ANNA
3 | bert | BEA

SELECT COLLATION(GREATEST(n, 'a')) AS g, COLLATION(LPAD(n, 9, u)) AS l, COLLATION(RPAD(u, 9)) AS r, COLLATION(REVERSE(n)) AS v, COLLATION(LEFT(n, 1)) AS f, COLLATION(UPPER(n)) AS p FROM names WHERE id = 1;
----
G | L | R | V | F | P
en-ci | en-ci | upper | en-ci | en-ci | en-ci

SELECT LISTAGG(n, ' ') WITHIN GROUP (ORDER BY n DESC, id) AS l, COLLATION(LISTAGG(n)) AS c FROM names;
----
L | C
bert Anna ANNA | en-ci

SELECT u LIKE 'X%' AS l FROM names WHERE id = 1;
----
L
TRUE

SELECT n LIKE 'A%' FROM names;
----
error 002263 (0A000)

SELECT GREATEST(n, u) FROM names;
----
error 002262 (42601)

SELECT COUNT(*) AS n FROM names GROUP BY n ORDER BY 1;
----
N
1
2

SELECT COUNT(DISTINCT n) AS d, MIN(n) = 'ANNA' AS least, MAX(n) AS greatest FROM names;
----
D | LEAST | GREATEST
2 | TRUE | bert

SELECT COUNT(*) AS n FROM names AS a JOIN names AS b ON a.n = b.n;
----
N
5
