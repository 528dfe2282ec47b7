-- source: Snowflake documentation, "Structured data types", "Accessing values and elements", "Using the FLATTEN function"
-- case: found case 572

SELECT SYSTEM$TYPEOF(ARRAY_CONSTRUCT('San Mateo')[0]) AS semi, SYSTEM$TYPEOF(CAST(ARRAY_CONSTRUCT('San Mateo') AS ARRAY(VARCHAR))[0]) AS structured;
----
SEMI | STRUCTURED
VARIANT[LOB] | VARCHAR(16777216)[LOB]

CREATE TABLE t AS SELECT {'Name': 'ann', 'tags': ['a', 'b'], 'n': {'x': [1, 2]}, 'v': {'w': 1}}::OBJECT("Name" VARCHAR, tags ARRAY(VARCHAR), n MAP(VARCHAR, ARRAY(NUMBER)), v VARIANT) AS o, 1 AS i, 'x' AS k;

SELECT o:Name AS n, o:tags[1] AS t, o['n']['x'][0] + 1 AS x, o:n.x[1] AS y, o:tags[5] IS NULL AS z, o:tags[i] AS c, o:n[k][i] AS d, o:v.w AS v, SYSTEM$TYPEOF(o:v.w) AS w, o:n.none IS NULL AND o:n[1] IS NULL AS m FROM t;
----
N | T | X | Y | Z | C | D | V | W | M
ann | b | 2 | 2 | TRUE | b | 2 | 1 | VARIANT[LOB] | TRUE

SELECT GET(o, 'Name') AS n, GET(o:tags, i) AS t, GET(o:n, k) AS x, GET_IGNORE_CASE(o, 'NAME') AS c, GET_PATH(o, 'n.x[1]') AS p, SYSTEM$TYPEOF(GET_PATH(o, 'n.x[1]')) AS pt, GET_PATH(o, 'v.w') AS v FROM t;
----
N | T | X | C | P | PT | V
ann | b | [1,2] | ann | 2 | NUMBER(38,0)[SB16] | 1

-- a key that the type has not, and a key that is not constant
SELECT o:nope FROM t;
----
error 093201 (23001)

SELECT o:name FROM t;
----
error 093201 (23001)

SELECT o[k] FROM t;
----
error 001015 (22023)

SELECT o:n[TRUE] FROM t;
----
error

SELECT o:tags:a FROM t;
----
error 001044 (42P13)

SELECT value, SYSTEM$TYPEOF(value) AS t FROM TABLE(FLATTEN(INPUT => [1.08, 2.13, 3.14]::ARRAY(DOUBLE))) ORDER BY value;
----
VALUE | T
1.08 | FLOAT[DOUBLE]
2.13 | FLOAT[DOUBLE]
3.14 | FLOAT[DOUBLE]

SELECT key, SYSTEM$TYPEOF(key) AS kt, value, SYSTEM$TYPEOF(value) AS vt FROM TABLE(FLATTEN(INPUT => {'7': 'my_value'}::MAP(NUMBER, VARCHAR)));
----
KEY | KT | VALUE | VT
7 | NUMBER(38,0)[SB16] | my_value | VARCHAR(16777216)[LOB]

SELECT key, value, SYSTEM$TYPEOF(value) AS vt FROM TABLE(FLATTEN(INPUT => {'b': 1, 'a': 'x'}::OBJECT(b INT, a VARCHAR))) ORDER BY key;
----
KEY | VALUE | VT
a | "x" | VARIANT[LOB]
b | 1 | VARIANT[LOB]

SELECT f.value, f.index, f.path, SYSTEM$TYPEOF(f.value) AS vt FROM t, LATERAL FLATTEN(INPUT => t.o, PATH => 'n.x') f ORDER BY f.index;
----
VALUE | INDEX | PATH | VT
1 | 0 | n.x[0] | NUMBER(38,0)[SB16]
2 | 1 | n.x[1] | NUMBER(38,0)[SB16]

SELECT f.value:b AS b, f.value FROM TABLE(FLATTEN([{'b': 1, 'a': 2}]::ARRAY(OBJECT(b INT, a INT)))) f;
----
B | VALUE
1 | {"b":1,"a":2}

SELECT COUNT(*) AS n, MIN(SYSTEM$TYPEOF(value)) AS vt FROM TABLE(FLATTEN(INPUT => [[1, 2], [3]]::ARRAY(ARRAY(INT)), RECURSIVE => TRUE));
----
N | VT
5 | VARIANT[LOB]

SELECT * FROM t, LATERAL FLATTEN(INPUT => t.o, PATH => 'none');
----
error 093201 (23001)
