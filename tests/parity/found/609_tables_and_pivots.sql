-- source: TABLE name as a statement; Snowflake SQL reference, PIVOT, UNPIVOT: after joins they take what the joins make
-- case: found case 609

CREATE TABLE dept (id INT, place VARCHAR) AS SELECT * FROM VALUES (10, 'NY'), (20, 'Rome'), (30, 'Oslo');

CREATE TABLE emp (name VARCHAR, job VARCHAR, dept_id INT, pay INT) AS SELECT * FROM VALUES ('a', 'SALES', 30, 5), ('b', 'SALES', 30, 6), ('c', 'CLERK', 20, 7);

TABLE dept ORDER BY id LIMIT 2;
----
ID | PLACE
10 | NY
20 | Rome

TABLE;
----
error 001003 (42000)

TABLE db1.s1.dept WHERE id = 30;
----
ID | PLACE
30 | Oslo

SELECT place, "'SALES'" AS s, "'CLERK'" AS c FROM (SELECT place, job, pay FROM emp JOIN dept ON dept_id = id) PIVOT(SUM(pay) FOR job IN ('SALES', 'CLERK')) ORDER BY place;
----
PLACE | S | C
Oslo | 11 | NULL
Rome | NULL | 7

SELECT place, name, "'SALES'" AS s, "'CLERK'" AS c FROM emp JOIN dept ON dept_id = id PIVOT(SUM(pay) FOR job IN ('SALES', 'CLERK')) ORDER BY name;
----
PLACE | NAME | S | C
Oslo | a | 5 | NULL
Oslo | b | 6 | NULL
Rome | c | NULL | 7

SELECT name, k, v FROM emp JOIN dept ON dept_id = id UNPIVOT(v FOR k IN (dept_id, pay)) WHERE name = 'a' ORDER BY k;
----
NAME | K | V
a | DEPT_ID | 30
a | PAY | 5
