-- source: Snowflake SQL reference, JOIN: (+) on either relation of a comma join; an alias of the select list in ON
-- case: found case 603

CREATE TABLE a AS SELECT column1 AS id, column2 AS x FROM VALUES (1, 'xx1'), (2, 'xx2');

CREATE TABLE b AS SELECT 1 AS id, 'b1' AS y;

CREATE TABLE c AS SELECT 'b1' AS y, 9 AS z;

SELECT * FROM b, a WHERE b.id(+) = a.id ORDER BY a.id;
----
ID | Y | ID | X
1 | b1 | 1 | xx1
NULL | NULL | 2 | xx2

SELECT a.id, c.z FROM c, b, a WHERE b.y = c.y(+) AND a.id = b.id(+) AND c.z(+) > 1 ORDER BY a.id;
----
ID | Z
1 | 9
2 | NULL

SELECT b.id FROM b, a WHERE b.id(+) = a.id AND a.x = 'xx2';
----
ID
NULL

SELECT a.id, SUBSTR(a.x, 3) AS key, b.y FROM a LEFT JOIN b ON key = b.id ORDER BY a.id;
----
ID | KEY | Y
1 | 1 | b1
2 | 2 | NULL

SELECT a.id AS y, b.y AS other FROM a JOIN b ON y = 'b1' ORDER BY a.id;
----
Y | OTHER
1 | b1
2 | b1

SELECT * FROM a, b WHERE a.id(+) = b.id AND b.id(+) = a.id;
----
error 000002 (0A000)
