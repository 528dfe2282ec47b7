-- source: Snowflake SQL reference, "Window function syntax and usage": RANGE BETWEEN with an offset takes one ORDER BY expression, a number for a number and an INTERVAL for a date or timestamp; ROWS takes an unsigned integer constant; TIMESTAMP_TZ compares by its time in UTC; GROUP BY ROLLUP, CUBE and GROUPING SETS by position and alias
-- case: found case 788

CREATE TABLE readings (at TIMESTAMP_NTZ, zoned TIMESTAMP_TZ, day DATE, n INT, f FLOAT);
----
status
Table READINGS successfully created.

INSERT INTO readings VALUES ('2024-05-01 08:00', '2024-05-01 08:00 +0000', '2024-05-01', 1, 1.5), ('2024-05-01 08:20', '2024-05-01 10:20 +0200', '2024-05-02', 2, 2), ('2024-05-01 09:10', '2024-05-01 09:10 +0000', '2024-05-04', 4, 3.5);
----
number of rows inserted
3

SELECT n, SUM(n) OVER (ORDER BY at RANGE BETWEEN INTERVAL '50 minutes' PRECEDING AND CURRENT ROW) AS a, SUM(n) OVER (ORDER BY zoned RANGE BETWEEN CURRENT ROW AND INTERVAL '20 minutes' FOLLOWING) AS z, SUM(n) OVER (ORDER BY day DESC RANGE BETWEEN INTERVAL '2 days' PRECEDING AND CURRENT ROW) AS d, SUM(n) OVER (ORDER BY f RANGE BETWEEN 0.5 PRECEDING AND 0.5 FOLLOWING) AS f FROM readings ORDER BY n;
----
N | A | Z | D | F
1 | 1 | 3 | 3 | 3
2 | 3 | 2 | 6 | 3
4 | 6 | 4 | 4 | 4

SELECT RANK() OVER (ORDER BY column1::TIMESTAMP_TZ) AS r FROM VALUES ('2024-05-01 08:00 +0000'), ('2024-05-01 10:00 +0200'), ('2024-05-01 09:00 +0000') ORDER BY r;
----
R
1
1
3

SELECT SUM(n) OVER (ORDER BY at, n RANGE BETWEEN INTERVAL '1 day' PRECEDING AND CURRENT ROW) FROM readings;
----
error 002072 (42601): takes one ORDER BY expression

SELECT SUM(n) OVER (ORDER BY n RANGE BETWEEN INTERVAL '1 day' PRECEDING AND CURRENT ROW) FROM readings;
----
error 002072 (42601): does not fit an ORDER BY expression of type NUMBER(38,0)

SELECT SUM(n) OVER (ORDER BY at RANGE BETWEEN 5 PRECEDING AND CURRENT ROW) FROM readings;
----
error 002072 (42601): does not fit an ORDER BY expression of type TIMESTAMP_NTZ(9)

SELECT SUM(n) OVER (ORDER BY n ROWS BETWEEN -1 PRECEDING AND CURRENT ROW) FROM readings;
----
error 002072 (42601)

SELECT SUM(n) OVER (ORDER BY n ROWS BETWEEN INTERVAL '1 day' PRECEDING AND CURRENT ROW) FROM readings;
----
error 002072 (42601)

SELECT SUM(n) OVER (ORDER BY n ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM readings;
----
error 002072 (42601): starts after it ends

SELECT n > 1 AS big, f > 2 AS far, COUNT(*) AS c FROM readings GROUP BY ROLLUP (big, 2) ORDER BY big NULLS LAST, far NULLS LAST;
----
BIG | FAR | C
FALSE | FALSE | 1
FALSE | NULL | 1
TRUE | FALSE | 1
TRUE | TRUE | 1
TRUE | NULL | 2
NULL | NULL | 3
