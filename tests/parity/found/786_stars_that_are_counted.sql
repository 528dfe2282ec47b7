-- source: Snowflake SQL reference, COUNT: a star with ILIKE, EXCLUDE or DISTINCT stands for its columns, and rows with a NULL in one of them do not count
-- case: found case 786

CREATE TABLE pairs (left_part INT, right_part INT);
----
status
Table PAIRS successfully created.

INSERT INTO pairs VALUES (1, 10), (1, 10), (1, NULL), (2, 10), (NULL, 20), (NULL, 30);
----
number of rows inserted
6

SELECT COUNT(*) AS n, COUNT(* ILIKE 'left%') AS l, COUNT(* EXCLUDE left_part) AS r, COUNT(p.* EXCLUDE right_part) AS q, COUNT(p.*) AS p FROM pairs p;
----
N | L | R | Q | P
6 | 4 | 5 | 4 | 3

SELECT COUNT(DISTINCT *) AS d, COUNT(DISTINCT * EXCLUDE left_part) AS r, COUNT(DISTINCT p.* ILIKE '%part') AS p FROM pairs p;
----
D | R | P
2 | 3 | 2

SELECT left_part AS l, COUNT(*) AS n, COUNT(* EXCLUDE left_part) AS r FROM pairs GROUP BY left_part ORDER BY l;
----
L | N | R
1 | 3 | 2
2 | 1 | 1
NULL | 2 | 2
