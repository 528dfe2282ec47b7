-- source: "INTERPOLATE_BFILL, INTERPOLATE_FFILL, INTERPOLATE_LINEAR"
-- case: found case 13

CREATE TABLE t (p INT, d INT, v NUMBER(5,1));

INSERT INTO t VALUES (1, 1, NULL), (1, 2, 4.5), (1, 3, NULL), (1, 4, 6.5), (2, 1, 1.0), (2, 2, NULL);

SELECT p, d, INTERPOLATE_FFILL(v) OVER (PARTITION BY p ORDER BY d) AS f, INTERPOLATE_BFILL(v) OVER (PARTITION BY p ORDER BY d) AS b FROM t ORDER BY p, d;
----
P | D | F | B
1 | 1 | NULL | 4.5
1 | 2 | 4.5 | 4.5
1 | 3 | 4.5 | 6.5
1 | 4 | 6.5 | 6.5
2 | 1 | 1.0 | 1.0
2 | 2 | 1.0 | NULL

SELECT INTERPOLATE_FFILL(v) FROM t;
----
error 002072 (42601): requires an OVER clause
