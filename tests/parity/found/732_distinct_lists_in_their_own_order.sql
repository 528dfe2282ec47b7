-- source: Snowflake documentation: "LISTAGG", "ARRAY_AGG" (DISTINCT and WITHIN GROUP refer to the same column)
-- case: found case 732

CREATE TABLE orders AS SELECT * FROM VALUES (10, 'F'), (2, 'O'), (10, 'O'), (1, 'F') AS v (orderkey, orderstatus);
----
status
Table ORDERS successfully created.

SELECT LISTAGG(DISTINCT orderkey, '|') WITHIN GROUP (ORDER BY orderkey DESC) AS l, ARRAY_TO_STRING(ARRAY_AGG(DISTINCT orderkey) WITHIN GROUP (ORDER BY orderkey), ' ') AS a FROM orders;
----
L | A
10|2|1 | 1 2 10

SELECT LISTAGG(DISTINCT orderkey) WITHIN GROUP (ORDER BY orderstatus) FROM orders;
----
error 000979 (42601): [ORDERS.ORDERSTATUS] is not a valid order by expression

SELECT ARRAY_AGG(DISTINCT orderkey) WITHIN GROUP (ORDER BY o.orderstatus) FROM orders AS o;
----
error 000979 (42601): [O.ORDERSTATUS] is not a valid order by expression

SELECT LISTAGG(orderkey, '|') WITHIN GROUP (ORDER BY orderstatus, orderkey) AS l FROM orders;
----
L
1|10|2|10
