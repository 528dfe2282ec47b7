-- source: Snowflake documentation, "Numeric data types", DECFLOAT (examples); GET_DDL and INFORMATION_SCHEMA.COLUMNS name the type as DESCRIBE does
-- case: found case 700

CREATE TABLE decfloat_sample (id INT, decfloat_val DECFLOAT, float_val FLOAT);

INSERT INTO decfloat_sample VALUES (1, DECFLOAT '123e7000', FLOAT '123e7000'), (2, 12345678901234567890123456789::DECFLOAT, 12345678901234567890123456789::FLOAT), (3, '-4.2e-5432'::DECFLOAT, '-4.2e-5432'::FLOAT), (4, '1.00000000000000000000000000000000000014'::DECFLOAT, '1.00000000000000000000000000000000000014'::FLOAT), (5, '1.00000000000000000000000000000000000015'::DECFLOAT, '1.00000000000000000000000000000000000015'::FLOAT);
----
number of rows inserted
5

DESCRIBE TABLE decfloat_sample ->> SELECT "name", "type", "kind", "null?" FROM $1;
----
name | type | kind | null?
ID | NUMBER(38,0) | COLUMN | Y
DECFLOAT_VAL | DECFLOAT(38) | COLUMN | Y
FLOAT_VAL | FLOAT | COLUMN | Y

SELECT id, decfloat_val::VARCHAR AS d, float_val::VARCHAR AS f FROM decfloat_sample ORDER BY id;
----
ID | D | F
1 | 1.23e7002 | inf
2 | 12345678901234567890123456789 | 1.23456789012346e+28
3 | -4.2e-5432 | -0
4 | 1.0000000000000000000000000000000000001 | 1
5 | 1.0000000000000000000000000000000000002 | 1

SELECT decfloat_val FROM decfloat_sample WHERE id IN (2, 4) ORDER BY id;
----
DECFLOAT_VAL
12345678901234567890123456789
1.0000000000000000000000000000000000001

SELECT id FROM decfloat_sample ORDER BY decfloat_val;
----
ID
3
4
5
2
1

SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'DECFLOAT_SAMPLE' ORDER BY ordinal_position;
----
COLUMN_NAME | DATA_TYPE
ID | NUMBER
DECFLOAT_VAL | DECFLOAT
FLOAT_VAL | FLOAT

SELECT GET_DDL('TABLE', 'decfloat_sample') LIKE '%DECFLOAT_VAL DECFLOAT%' AS named;
----
NAMED
TRUE

CREATE TABLE copied AS SELECT id, decfloat_val, DECFLOAT '2.50' AS price FROM decfloat_sample WHERE id = 1;
----
status
Table COPIED successfully created.

DESCRIBE TABLE copied ->> SELECT "name", "type" FROM $1;
----
name | type
ID | NUMBER(38,0)
DECFLOAT_VAL | DECFLOAT(38)
PRICE | DECFLOAT(38)

CREATE TABLE filled (id INT, d DECFLOAT NOT NULL DEFAULT DECFLOAT '1.5', twice DECFLOAT AS (d * 2));

INSERT INTO filled (id) VALUES (1);

INSERT INTO filled (id, d) VALUES (2, 2.25), (3, '-7'), (4, 1e20);
----
number of rows inserted
3

INSERT INTO filled (id, d) VALUES (5, TRUE);

SELECT id, d, twice FROM filled ORDER BY id;
----
ID | D | TWICE
1 | 1.5 | 3
2 | 2.25 | 4.5
3 | -7 | -14
4 | 100000000000000000000 | 200000000000000000000
5 | 1 | 2

INSERT INTO filled (id, d) VALUES (6, 'x');
----
error 100038 (22018)

INSERT INTO filled (id, d) VALUES (6, NULL);
----
error 100072 (22000)

UPDATE filled SET d = d * 2 + '0.5' WHERE d > 2;
----
number of rows updated | number of multi-joined rows updated
2 | 0

SELECT d FROM filled ORDER BY d DESC;
----
D
200000000000000000000.5
5
1.5
1
-7
