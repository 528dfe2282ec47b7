-- source: Snowflake documentation, "NTH_VALUE" (FROM FIRST is the default), "CREATE DYNAMIC TABLE" (Iceberg tables)
-- case: found case 842

SELECT a, NTH_VALUE(a, 2) FROM FIRST OVER (ORDER BY a) AS n, NTH_VALUE(a, 2) FROM FIRST IGNORE NULLS OVER (ORDER BY a) AS i FROM VALUES (1), (2), (3) AS t(a) ORDER BY a;
----
A | N | I
1 | 2 | 2
2 | 2 | 2
3 | 2 | 2

SELECT (SELECT MAX(a) FROM VALUES (1) AS first(a)) AS m FROM VALUES (1), (2) AS first(a) LIMIT 1;
----
M
1

SELECT NTH_VALUE(a, 2) FROM LAST OVER (ORDER BY a) FROM VALUES (1), (2) AS t(a);
----
error: Unsupported feature

CREATE DYNAMIC ICEBERG TABLE x TARGET_LAG = '1 day' WAREHOUSE = w AS SELECT 1 AS a;
----
error: Unsupported feature
