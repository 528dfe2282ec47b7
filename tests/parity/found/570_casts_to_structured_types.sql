-- source: Snowflake documentation, "Structured data types": casts from semi-structured types, between structured ones and back
-- case: found case 570

SELECT [1, 2, 3]::ARRAY(NUMBER) AS a, SYSTEM$TYPEOF(a) AS t, SYSTEM$TYPEOF([1, 2, 3]) AS s, CAST([1, 2] AS ARRAY(VARCHAR)) AS v, [1, 2]::VARIANT::ARRAY(NUMBER(5,2) NOT NULL) AS n, SYSTEM$TYPEOF(n) AS nt;
----
A | T | S | V | N | NT
[1,2,3] | ARRAY(NUMBER(38,0))[LOB] | ARRAY[LOB] | ["1","2"] | [1,2] | ARRAY(NUMBER(5,2) NOT NULL)[LOB]

SELECT {'str': 'test', 'num': 1}::OBJECT(str VARCHAR(10) NOT NULL, num NUMBER) AS o, SYSTEM$TYPEOF(o) AS t, SYSTEM$TYPEOF({'str': 'test'}) AS s, {}::OBJECT() AS e, SYSTEM$TYPEOF(e) AS et, {'Key': 1, 'a b': 2}::OBJECT("Key" INT, "a b" INT) AS q, SYSTEM$TYPEOF(q) AS qt;
----
O | T | S | E | ET | Q | QT
{"str":"test","num":1} | OBJECT(str VARCHAR(10) NOT NULL, num NUMBER(38,0))[LOB] | OBJECT[LOB] | {} | OBJECT()[LOB] | {"Key":1,"a b":2} | OBJECT(Key NUMBER(38,0), "a b" NUMBER(38,0))[LOB]

SELECT {'-10': 'CA', '-20': 'OR'}::MAP(NUMBER, VARCHAR(2)) AS m, SYSTEM$TYPEOF(m) AS t, {'a': 1}::VARIANT::MAP(VARCHAR, FLOAT NOT NULL)['a'] AS f, {'a': '2024-02-03'}::MAP(VARCHAR, DATE)['a'] + 1 AS d;
----
M | T | F | D
{"-10":"CA","-20":"OR"} | MAP(NUMBER(38,0), VARCHAR(2))[LOB] | 1 | 2024-02-04

-- a value that does not fit fails
SELECT ['a', 'b']::ARRAY(NUMBER);
----
error 100071 (22000)

SELECT [1, NULL, 3]::ARRAY(NUMBER NOT NULL);
----
error 100071 (22000): Failed to cast variant value [1,undefined,3] to ARRAY(NUMBER(38,0) NOT NULL)

SELECT 1::VARIANT::ARRAY(NUMBER);
----
error 100071 (22000)

SELECT ['toolong']::ARRAY(VARCHAR(3));
----
error 100078 (22000)

SELECT {'a': 1, 'b': 2}::OBJECT(a NUMBER);
----
error 100071 (22000)

SELECT {'a': 1}::OBJECT(a NUMBER, b NUMBER);
----
error 100071 (22000)

SELECT PARSE_JSON('{"a": null}')::OBJECT(a NUMBER NOT NULL);
----
error 100071 (22000)

SELECT {'x': 1}::MAP(NUMBER, NUMBER);
----
error 100038 (22018)

SELECT {'1': 'a', '01': 'b'}::MAP(NUMBER, VARCHAR);
----
error 100071 (22000)

-- JSON nulls are NULL where the type has none, and stay where it has
SELECT PARSE_JSON('[1, null]')::ARRAY(NUMBER) AS n, PARSE_JSON('[1, null]')::ARRAY(VARIANT) AS v, PARSE_JSON('{"a": null}')::OBJECT(a VARCHAR):a IS NULL AS o, PARSE_JSON('null')::ARRAY(NUMBER) IS NULL AS w, NULL::MAP(VARCHAR, NUMBER) IS NULL AS x;
----
N | V | O | W | X
[1,undefined] | [1,null] | TRUE | TRUE | TRUE

-- nested
SELECT {'l': [{'b': '5', 'd': '2024-02-03'}], 'm': {'k': [1]}}::OBJECT(m MAP(VARCHAR, ARRAY(NUMBER)), l ARRAY(OBJECT(d DATE, b NUMBER(3,1)) NOT NULL)) AS o, SYSTEM$TYPEOF(o) AS t;
----
O | T
{"m":{"k":[1]},"l":[{"d":"2024-02-03","b":5}]} | OBJECT(m MAP(VARCHAR(16777216), ARRAY(NUMBER(38,0))), l ARRAY(OBJECT(d DATE, b NUMBER(3,1)) NOT NULL))[LOB]

-- from one structured type to another
SELECT CAST([1, 2]::ARRAY(NUMBER) AS ARRAY(VARCHAR)) AS a, CAST({'city': 'San Mateo', 'state': 'CA'}::OBJECT(city VARCHAR, state VARCHAR) AS OBJECT(state VARCHAR, city VARCHAR)) AS o, {'b': 1, 'a': 2}::OBJECT(b NUMBER, a NUMBER)::MAP(VARCHAR, VARCHAR) AS m, {'b': 1, 'a': 2}::MAP(VARCHAR, NUMBER)::OBJECT(b FLOAT, a NUMBER) AS x;
----
A | O | M | X
["1","2"] | {"state":"CA","city":"San Mateo"} | {"a":"2","b":"1"} | {"b":1.000000000000000e+00,"a":2}

SELECT CAST({'city': 'San Mateo', 'state': 'CA'}::OBJECT(city VARCHAR, state VARCHAR) AS OBJECT(city_name VARCHAR, state_name VARCHAR) RENAME FIELDS) AS r, CAST({'city': 'San Mateo', 'state': 'CA'}::OBJECT(city VARCHAR, state VARCHAR) AS OBJECT(city VARCHAR, state VARCHAR, zipcode NUMBER) ADD FIELDS) AS a;
----
R | A
{"city_name":"San Mateo","state_name":"CA"} | {"city":"San Mateo","state":"CA","zipcode":null}

SELECT CAST({'a': 1}::OBJECT(a NUMBER) AS OBJECT(a NUMBER, b NUMBER));
----
error 001007 (22023)

SELECT CAST({'a': 1}::OBJECT(a NUMBER) AS OBJECT(b NUMBER));
----
error 001007 (22023)

SELECT CAST({'a': 1} AS OBJECT(b NUMBER) RENAME FIELDS);
----
error 001007 (22023)

SELECT [TRUE]::ARRAY(BOOLEAN)::ARRAY(DATE);
----
error 001007 (22023)

-- back: objects lose their order, holes stay
SELECT [1, 2, NULL, 3]::ARRAY(INTEGER)::VARIANT AS v, {'b': 1, 'a': NULL}::VARIANT::OBJECT AS p, OBJECT_CONSTRUCT_KEEP_NULL('b', 1, 'a', NULL)::OBJECT(b NUMBER, a NUMBER)::OBJECT AS o, {'10': 1}::MAP(NUMBER, NUMBER)::OBJECT AS m, SYSTEM$TYPEOF(TO_ARRAY([1]::ARRAY(NUMBER))) AS a, SYSTEM$TYPEOF(TO_VARIANT([1]::ARRAY(NUMBER))) AS w, TO_OBJECT({'b': 1, 'a': 2}::OBJECT(b NUMBER, a NUMBER)) AS x;
----
V | P | O | M | A | W | X
[1,2,undefined,3] | {"b":1} | {"a":null,"b":1} | {"10":1} | ARRAY[LOB] | VARIANT[LOB] | {"a":2,"b":1}

-- neither TRY_CAST nor text
SELECT TRY_CAST('[1]' AS ARRAY(NUMBER));
----
error 001065 (22023)

SELECT '[1]'::ARRAY(NUMBER);
----
error 001007 (22023)

SELECT {'a': 1}::MAP(DATE, NUMBER);
----
error 001008 (22023)

SELECT {'a': 1}::OBJECT(a NUMBER, a NUMBER);
----
error 001008 (22023)

SELECT []::ARRAY(GEOGRAPHY);
----
error 000002 (0A000)

SELECT []::ARRAY(NUMBER, NULL);
----
error

-- not inside of semi-structured values, and not for the functions of these
SELECT [[1]::ARRAY(NUMBER)];
----
error

SELECT {'a': [1]::ARRAY(NUMBER)};
----
error

SELECT OBJECT_CONSTRUCT('a', {'k': 1}::MAP(VARCHAR, NUMBER));
----
error

SELECT ARRAY_AGG(a) FROM (SELECT [1]::ARRAY(NUMBER) AS a);
----
error

SELECT TYPEOF([1]::ARRAY(NUMBER));
----
error

SELECT IS_ARRAY([1]::ARRAY(NUMBER));
----
error

SELECT AS_OBJECT({'a': 1}::OBJECT(a NUMBER));
----
error

SELECT CAST({'a': 1}::OBJECT(a NUMBER) AS VARIANT ADD FIELDS);
----
error
