-- source: "Date & time data types", TIMESTAMP_TZ: values are compared by their time in UTC
-- case: found case 10

CREATE TABLE t (a TIMESTAMP_TZ, n INT);

INSERT INTO t VALUES ('2024-01-01 00:00:00 +0000', 1), ('2024-01-01 01:00:00 +0100', 2), ('2024-01-02 00:00:00 +0000', 4);

SELECT SUM(n) AS s FROM t GROUP BY a ORDER BY s;
----
S
3
4

SELECT TO_CHAR(CONVERT_TIMEZONE('UTC', a), 'DD') AS d, SUM(n) AS s FROM t GROUP BY a ORDER BY a;
----
D | S
01 | 3
02 | 4

SELECT COUNT(*) AS c FROM (SELECT DISTINCT a FROM t);
----
C
2

SELECT COUNT(DISTINCT a) AS c FROM t;
----
C
2

SELECT COUNT(*) AS c FROM (SELECT a FROM t UNION SELECT a FROM t);
----
C
2

SELECT n, ROW_NUMBER() OVER (PARTITION BY a ORDER BY n) AS r FROM t ORDER BY n;
----
N | R
1 | 1
2 | 2
4 | 1

SELECT COUNT(*) AS c FROM t WHERE a IN (SELECT CONVERT_TIMEZONE('Asia/Tokyo', a) FROM t);
----
C
3
