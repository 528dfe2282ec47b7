-- source: Snowflake documentation: "GREATEST", "LEAST" (all data types, VARIANT included; NULL rules), "GREATEST_IGNORE_NULLS"
-- case: found case 733

CREATE TABLE t AS SELECT column1 AS id, PARSE_JSON(column2) AS v, PARSE_JSON(column3) AS w FROM VALUES (1, '10', '9.5'), (2, '"b"', '"a"'), (3, '7', NULL);
----
status
Table T successfully created.

SELECT id, GREATEST(v, w) AS g, LEAST(v, w) AS l, GREATEST_IGNORE_NULLS(v, w) AS i FROM t ORDER BY id;
----
ID | G | L | I
1 | 10 | 9.5 | 10
2 | "b" | "a" | "b"
3 | NULL | NULL | 7

SELECT SYSTEM$TYPEOF(GREATEST(v, 2)) AS k, TYPEOF(GREATEST(v, 20::VARIANT)) AS t FROM t WHERE id = 1;
----
K | T
VARIANT[LOB] | INTEGER
