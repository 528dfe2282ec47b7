-- source: "Window function syntax and usage": PARTITION BY and ORDER BY take any expression
-- case: found case 11

CREATE TABLE t (v VARIANT, s VARCHAR);

INSERT INTO t SELECT PARSE_JSON('{"id": 1, "n": 2}'), '2024-01-01' UNION ALL SELECT PARSE_JSON('{"id": 1, "n": 3}'), '2024-01-01';

SELECT v:n::INT AS n FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY v:id::INT ORDER BY v:n::INT DESC) = 1;
----
N
3

SELECT v:n::INT AS n, COUNT(*) OVER (PARTITION BY s::DATE, v:id / 1, s::TIMESTAMP_TZ, s::TIMESTAMP_LTZ ORDER BY v:n::INT) AS c FROM t ORDER BY n;
----
N | C
2 | 1
3 | 2

SELECT COUNT(*) OVER (PARTITION BY s::INT) FROM t;
----
error 100038 (22018): Numeric value '2024-01-01' is not recognized
