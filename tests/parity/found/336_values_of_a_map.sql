-- source: Snowflake SQL reference, "Structured data types": casting an OBJECT to a MAP casts each key and each value; MAP_INSERT; MAP keys are VARCHAR or INTEGER
-- case: found case 336

SELECT {'a': '1', 'b': 2}::MAP(VARCHAR, INT) AS m, MAP_KEYS({'a': 1}::MAP(VARCHAR, INT)) AS k;
----
M | K
{"a":1,"b":2} | ["a"]

SELECT {'a': 'x'}::MAP(VARCHAR, INT);
----
error 100071 (22000): Failed to cast variant value "x" to FIXED

SELECT {'x': 1}::MAP(INT, INT);
----
error 100038 (22018)

SELECT TYPEOF({'1': '2024-01-02'}::MAP(INT, DATE)['1']) AS t, {'1': '2024-01-02'}::MAP(INT, DATE) AS m, NULL::MAP(VARCHAR, INT) AS n;
----
T | M | N
DATE | {"1":"2024-01-02"} | NULL

SELECT MAP_INSERT({'a': 1}::MAP(VARCHAR, INT), 'b', 'x');
----
error 100038 (22018)
