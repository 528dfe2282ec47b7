-- source: Snowflake SQL reference, REDUCE: the total is of the type of the initial value; FILTER, TRANSFORM: NULL for NULL
-- case: found case 789

SELECT REDUCE(['x', 'y'], '', (total, v) -> total || '-' || v) AS t, SYSTEM$TYPEOF(t) AS kind, REDUCE([{'n': 'pen'}, {'n': 'ink'}], '', (total, v) -> v:n || total) AS members;
----
T | KIND | MEMBERS
-x-y | VARCHAR(16777216)[LOB] | inkpen

SELECT REDUCE([1, 2], [], (total, v) -> ARRAY_PREPEND(total, v)) AS a, SYSTEM$TYPEOF(a) AS kind, REDUCE([TRUE, FALSE], TRUE, (total, v) -> total AND v::BOOLEAN) AS b, REDUCE(['2024-03-02', '2024-03-01'], '2024-12-31'::DATE, (total, v) -> LEAST(total, v::DATE)) AS d;
----
A | KIND | B | D
[2,1] | ARRAY[LOB] | FALSE | 2024-03-01

SELECT REDUCE(['x', NULL], '', (total, v) -> total || v) AS missing, REDUCE([], 'first', (total, v) -> total || v) AS none, REDUCE(NULL::ARRAY, 0, (total, v) -> total + v) AS r, FILTER(NULL::ARRAY, v -> v > 1) AS f, TRANSFORM(NULL::ARRAY, v -> v + 1) AS t;
----
MISSING | NONE | R | F | T
NULL | first | NULL | NULL | NULL
