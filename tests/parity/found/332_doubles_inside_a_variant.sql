-- source: Snowflake SQL reference, TYPEOF: 123.12 is DECIMAL, 1.912e2 is DOUBLE and shown as 1.912000000000000e+02; "Semi-structured data types": a FLOAT column as VARIANT
-- case: found case 332

CREATE TABLE varia (float1 FLOAT, v VARIANT, float2 FLOAT);

INSERT INTO varia (float1, v, float2) VALUES (1.23, NULL, NULL);

UPDATE varia SET v = TO_VARIANT(float1);

UPDATE varia SET float2 = v::FLOAT;

SELECT *, TYPEOF(v) AS type FROM varia;
----
FLOAT1 | V | FLOAT2 | TYPE
1.23 | 1.230000000000000e+00 | 1.23 | DOUBLE

CREATE TABLE vartab (n NUMBER(2), v VARIANT);

INSERT INTO vartab SELECT column1 AS n, PARSE_JSON(column2) AS v FROM VALUES (1, 'null'), (2, NULL), (3, 'true'), (4, '-17'), (5, '123.12'), (6, '1.912e2'), (7, '"Om ara pa ca na dhih" '), (9, '{ "x" : "abc", "y" : false, "z": 10} ') AS vals;

SELECT n, v, TYPEOF(v) AS type FROM vartab ORDER BY n;
----
N | V | TYPE
1 | null | NULL_VALUE
2 | NULL | NULL
3 | true | BOOLEAN
4 | -17 | INTEGER
5 | 123.12 | DECIMAL
6 | 1.912000000000000e+02 | DOUBLE
7 | "Om ara pa ca na dhih" | VARCHAR
9 | {"x":"abc","y":false,"z":10} | OBJECT

SELECT v::NUMBER(10,2) AS a, v::FLOAT AS b, v = 191.2 AS c, v > 191 AS d, v::VARCHAR AS e FROM vartab WHERE n = 6;
----
A | B | C | D | E
191.20 | 191.2 | TRUE | TRUE | 191.2

SELECT (1/3)::FLOAT::VARIANT::FLOAT = (1/3)::FLOAT AS same, PARSE_JSON('{"a":[1e3,1]}') AS p, TO_JSON(PARSE_JSON('{"a":1e3}')) AS j, TYPEOF(PARSE_JSON('{"a":1e3}'):a) AS type, OBJECT_CONSTRUCT('x', 0.5::FLOAT) AS o;
----
SAME | P | J | TYPE | O
TRUE | {"a":[1.000000000000000e+03,1]} | {"a":1.000000000000000e+03} | DOUBLE | {"x":5.000000000000000e-01}
