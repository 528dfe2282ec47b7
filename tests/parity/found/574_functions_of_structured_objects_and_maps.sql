-- source: Snowflake documentation, "Structured data types", "Transforming structured OBJECT values", MAP_CAT, MAP_CONTAINS_KEY, MAP_DELETE, MAP_INSERT, MAP_KEYS, MAP_PICK, MAP_SIZE
-- case: found case 574

SELECT OBJECT_KEYS({'city': 'San Mateo', 'state': 'CA'}::OBJECT(state VARCHAR, city VARCHAR)) AS k, SYSTEM$TYPEOF(k) AS t, SYSTEM$TYPEOF(OBJECT_KEYS({'a': 1})) AS s;
----
K | T | S
["state","city"] | ARRAY(VARCHAR(16777216))[LOB] | ARRAY[LOB]

SELECT OBJECT_DELETE({'city': 'San Mateo', 'state': 'CA'}::OBJECT(city VARCHAR, state VARCHAR), 'city') AS o, SYSTEM$TYPEOF(o) AS t, OBJECT_DELETE({'state': 'CA'}::OBJECT(state VARCHAR), 'state') AS e, SYSTEM$TYPEOF(e) AS et;
----
O | T | E | ET
{"state":"CA"} | OBJECT(state VARCHAR(16777216))[LOB] | {} | OBJECT()[LOB]

SELECT OBJECT_DELETE({'city': 'San Mateo'}::OBJECT(city VARCHAR), 'zip_code');
----
error 093201 (23001): Function OBJECT_DELETE: expected structured object to contain field zip_code but it did not.

SELECT OBJECT_INSERT({'city': 'San Mateo', 'state': 'CA'}::OBJECT(city VARCHAR, state VARCHAR), 'zip_code', 94402::VARCHAR, FALSE) AS o, SYSTEM$TYPEOF(o) AS t, OBJECT_INSERT({'b': 1, 'a': 2}::OBJECT(b INT, a VARCHAR), 'a', 3, TRUE) AS u, SYSTEM$TYPEOF(u) AS ut;
----
O | T | U | UT
{"city":"San Mateo","state":"CA","zip_code":"94402"} | OBJECT(city VARCHAR(16777216), state VARCHAR(16777216), zip_code VARCHAR(16777216) NOT NULL)[LOB] | {"b":1,"a":"3"} | OBJECT(b NUMBER(38,0), a VARCHAR(16777216))[LOB]

SELECT OBJECT_INSERT({'city': 'San Mateo'}::OBJECT(city VARCHAR), 'city', 'San Jose', FALSE);
----
error 093202 (23001): Function OBJECT_INSERT: expected structured object to not contain field city but it did.

SELECT OBJECT_INSERT({'city': 'San Mateo'}::OBJECT(city VARCHAR), 'zip', '1', TRUE);
----
error 093201 (23001)

SELECT OBJECT_PICK({'city': 'San Mateo', 'state': 'CA', 'zip_code': 94402}::OBJECT(city VARCHAR, state VARCHAR, zip_code DOUBLE), 'state', 'city') AS o, SYSTEM$TYPEOF(o) AS t;
----
O | T
{"state":"CA","city":"San Mateo"} | OBJECT(state VARCHAR(16777216), city VARCHAR(16777216))[LOB]

SELECT OBJECT_PICK({'a': 1}::OBJECT(a INT), ['a']);
----
error

SELECT MAP_KEYS({'a': 1, 'b': 2}::MAP(VARCHAR, NUMBER)) AS k, SYSTEM$TYPEOF(k) AS t, MAP_KEYS({'5': 1}::MAP(INT, INT)) AS n, MAP_SIZE({'a': 1, 'b': 2}::MAP(VARCHAR, NUMBER)) AS s, MAP_CONTAINS_KEY('b', {'b': 1}::MAP(VARCHAR, INT)) AS c, MAP_CONTAINS_KEY(10, {'11': 1}::MAP(INT, INT)) AS d;
----
K | T | N | S | C | D
["a","b"] | ARRAY(VARCHAR(16777216))[LOB] | [5] | 2 | TRUE | FALSE

SELECT MAP_CAT({'a': 1, 'b': 2}::MAP(VARCHAR, NUMBER), {'b': 3.5}::MAP(VARCHAR, NUMBER(3,1))) AS c, SYSTEM$TYPEOF(c) AS t, MAP_INSERT({'a': 1}::MAP(VARCHAR, INT), 'b', 2) AS i, MAP_INSERT({'a': 1}::MAP(VARCHAR, INT), 'a', 2, TRUE) AS u, MAP_INSERT({'a': 1}::MAP(VARCHAR, INT), 'b', NULL) AS n, MAP_INSERT({'a': 1}::MAP(VARCHAR, INT), NULL, 5) AS k;
----
C | T | I | U | N | K
{"a":1,"b":3.5} | MAP(VARCHAR(16777216), NUMBER(38,1))[LOB] | {"a":1,"b":2} | {"a":2} | {"a":1,"b":null} | {"a":1}

SELECT MAP_INSERT({'a': 1}::MAP(VARCHAR, INT), 'a', 2);
----
error

SELECT MAP_DELETE({'a': 1, 'b': 2, 'c': 3}::MAP(VARCHAR, NUMBER), 'a', 'b', 'z') AS d, MAP_PICK({'a': 1, 'b': 2, 'c': 3}::MAP(VARCHAR, NUMBER), 'a', 'b') AS p, MAP_PICK({'a': 1, 'b': 2, 'c': 3}::MAP(VARCHAR, NUMBER), ['c', 'a']::ARRAY(VARCHAR)) AS q, MAP_DELETE({'1': 'x', '2': 'y'}::MAP(INT, VARCHAR), 1) AS n;
----
D | P | Q | N
{"c":3} | {"a":1,"b":2} | {"a":1,"c":3} | {"2":"y"}

SELECT MAP_CONTAINS_KEY(1, {'a': 1}::MAP(VARCHAR, INT));
----
error 001065 (22023)

SELECT MAP_KEYS({'a': 1});
----
error 001044 (42P13)

SELECT MAP_CAT({'a': 1}::MAP(VARCHAR, INT), {'a': 'x'}::MAP(VARCHAR, VARCHAR));
----
error 001044 (42P13)
