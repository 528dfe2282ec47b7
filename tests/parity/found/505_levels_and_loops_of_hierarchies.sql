-- source: "CONNECT BY" (mostly compatible with Oracle's): LEVEL in the condition; a row below itself is an error and no
-- endless query
-- case: found case 505

CREATE TABLE h(id INT, parent INT, name VARCHAR);

INSERT INTO h VALUES (1, NULL, 'a/b'), (2, 1, 'c'), (3, 2, 'd'), (4, 1, NULL);

SELECT id, LEVEL FROM h START WITH parent IS NULL CONNECT BY PRIOR id = parent AND LEVEL <= 2 ORDER BY id;
----
ID | LEVEL
1 | 1
2 | 2
4 | 2

SELECT LEVEL AS n FROM (SELECT 1 AS x) CONNECT BY LEVEL <= 4;
----
N
1
2
3
4

SELECT * FROM h START WITH id = 2 CONNECT BY parent = PRIOR id AND (PRIOR name IS NULL OR PRIOR name = 'c') ORDER BY id;
----
ID | PARENT | NAME
2 | 1 | c
3 | 2 | d

CREATE TABLE ring(id INT, parent INT);

INSERT INTO ring VALUES (1, 3), (2, 1), (3, 2);

SELECT id, LEVEL FROM ring START WITH id = 1 CONNECT BY PRIOR id = parent;
----
error 100096 (22000): CONNECT BY loop

SELECT id, LEVEL FROM ring START WITH id = 1 CONNECT BY PRIOR id = parent AND LEVEL <= 3 ORDER BY LEVEL;
----
ID | LEVEL
1 | 1
2 | 2
3 | 3

CREATE TABLE self(id INT, parent INT);

INSERT INTO self VALUES (1, 1);

SELECT id FROM self START WITH id = 1 CONNECT BY parent = PRIOR id;
----
error 100096 (22000)

SELECT id FROM ring START WITH id = 1 CONNECT BY NOCYCLE PRIOR id = parent;
----
error 000002 (0A000)
