-- source: Snowflake SQL reference, "CONNECT BY", examples
-- case: found case 162

CREATE TABLE employees (title VARCHAR, employee_id INTEGER, manager_id INTEGER);

INSERT INTO employees VALUES ('President', 1, NULL), ('VP', 10, 1), ('Programmer', 100, 10);

SELECT SYS_CONNECT_BY_PATH(title, ' -> ') AS path, employee_id FROM employees START WITH title = 'President' CONNECT BY manager_id = PRIOR employee_id ORDER BY employee_id;
----
PATH | EMPLOYEE_ID
 -> President | 1
 -> President -> VP | 10
 -> President -> VP -> Programmer | 100

SELECT employee_id, CONNECT_BY_ROOT title AS root_title FROM employees START WITH manager_id = 1 CONNECT BY manager_id = PRIOR employee_id ORDER BY employee_id;
----
EMPLOYEE_ID | ROOT_TITLE
10 | VP
100 | VP

WITH e AS (SELECT * FROM employees) SELECT *, LEVEL AS l FROM e START WITH manager_id IS NULL CONNECT BY manager_id = PRIOR employee_id ORDER BY employee_id;
----
TITLE | EMPLOYEE_ID | MANAGER_ID | L
President | 1 | NULL | 1
VP | 10 | 1 | 2
Programmer | 100 | 10 | 3
