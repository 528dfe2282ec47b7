-- source: Snowflake SQL reference, LIKE (NULL when the subject is NULL), WHERE (a row stays where the condition is TRUE), NULLIF
-- case: found case 420
-- gap: not yet: DuckDB 2.0 keeps NULLIF(c, …) LIKE 'p%' where it is NULL when every value of the column begins with p

CREATE TABLE letters (id INT, g VARCHAR);

INSERT INTO letters VALUES (1, 'g1'), (2, 'g2'), (3, NULL), (4, 'g0');

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
