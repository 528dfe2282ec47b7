-- source: Snowflake documentation, "Structured data types": columns, what they take, and what is told of them
-- case: found case 571

CREATE TABLE t (id INT, m MAP(VARCHAR, INT), o OBJECT(b INT NOT NULL, a VARCHAR(5)), a ARRAY(NUMBER(5,1) NOT NULL), "x y" ARRAY(OBJECT("k k" DATE)));

INSERT INTO t SELECT 1, {'k': 1}::MAP(VARCHAR, INT), {'b': 1, 'a': 'x'}::OBJECT(b INT, a VARCHAR), [1.5]::ARRAY(FLOAT), NULL;

INSERT INTO t (id, a) SELECT 2, [2]::ARRAY(INT);

INSERT INTO t (id) VALUES (3);

SELECT * FROM t ORDER BY id;
----
ID | M | O | A | x y
1 | {"k":1} | {"b":1,"a":"x"} | [1.5] | NULL
2 | NULL | NULL | [2] | NULL
3 | NULL | NULL | NULL | NULL

SELECT m['k'] AS m, o:b AS b, o['a'] AS a, a[0] AS f, SYSTEM$TYPEOF(o:a) AS ta, SYSTEM$TYPEOF(a[0]) AS tf FROM t WHERE id = 1;
----
M | B | A | F | TA | TF
1 | 1 | x | 1.5 | VARCHAR(5)[LOB] | NUMBER(5,1)[SB4]

-- semi-structured values and text are not coerced
INSERT INTO t (a) SELECT [1];
----
error 002023 (22000)

INSERT INTO t (m) SELECT {'k': 1};
----
error 002023 (22000)

INSERT INTO t (a) SELECT PARSE_JSON('[1]');
----
error 002023 (22000)

INSERT INTO t (a) VALUES ('[1]');
----
error 002023 (22000)

INSERT INTO t (a) SELECT ['1']::ARRAY(VARCHAR);
----
error 002023 (22000)

INSERT INTO t (o) SELECT {'a': 'x', 'b': 1}::OBJECT(a VARCHAR, b INT);
----
error 002023 (22000)

-- NOT NULL and lengths hold inside
INSERT INTO t (a) SELECT [1, NULL]::ARRAY(NUMBER);
----
error 100071 (22000)

INSERT INTO t (o) SELECT PARSE_JSON('{"b": null, "a": "x"}')::OBJECT(b INT, a VARCHAR);
----
error 100071 (22000)

INSERT INTO t (o) SELECT {'b': 1, 'a': 'toolong'}::OBJECT(b INT, a VARCHAR);
----
error 100078 (22000)

UPDATE t SET a = ARRAY_APPEND(a, 7), o = OBJECT_INSERT(o, 'a', 'zz', TRUE) WHERE id = 1;

UPDATE t SET m = NULL WHERE id = 1;

MERGE INTO t USING (SELECT 2 AS id, {'n': 9}::MAP(VARCHAR, INT) AS m) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET m = s.m WHEN NOT MATCHED THEN INSERT (id, m) VALUES (s.id, s.m);

SELECT id, m, o, a FROM t ORDER BY id;
----
ID | M | O | A
1 | NULL | {"b":1,"a":"zz"} | [1.5,7]
2 | {"n":9} | NULL | [2]
3 | NULL | NULL | NULL

DESCRIBE TABLE t;
----
name | type | ...
ID | NUMBER(38,0) | ...
M | MAP(VARCHAR(16777216), NUMBER(38,0)) | ...
O | OBJECT(b NUMBER(38,0) NOT NULL, a VARCHAR(5)) | ...
A | ARRAY(NUMBER(5,1) NOT NULL) | ...
x y | ARRAY(OBJECT("k k" DATE)) | ...

SHOW COLUMNS IN TABLE t;
----
table_name | schema_name | column_name | data_type | ...
T | * | ID | {"type":"FIXED","precision":38,"scale":0,"nullable":true} | ...
T | * | M | ~.*"type":"MAP","nullable":true,"keyType":\{"type":"TEXT",.*"nullable":false.*\},"valueType":\{"type":"FIXED","precision":38,"scale":0,"nullable":true\}\} | ...
T | * | O | ~\{"type":"OBJECT","nullable":true,"fields":\[\{"fieldName":"b","fieldType":\{"type":"FIXED","precision":38,"scale":0,"nullable":false\}\},\{"fieldName":"a",.* | ...
T | * | A | {"type":"ARRAY","nullable":true,"elementType":{"type":"FIXED","precision":5,"scale":1,"nullable":false}} | ...
T | * | x y | {"type":"ARRAY","nullable":true,"elementType":{"type":"OBJECT","nullable":true,"fields":[{"fieldName":"k k","fieldType":{"type":"DATE","nullable":true}}]}} | ...

SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'T' ORDER BY ordinal_position;
----
COLUMN_NAME | DATA_TYPE
ID | NUMBER
M | MAP
O | OBJECT
A | ARRAY
x y | ARRAY

SELECT GET_DDL('TABLE', 't') LIKE '%O OBJECT(b NUMBER(38,0) NOT NULL, a VARCHAR(5)),%A ARRAY(NUMBER(5,1) NOT NULL),%"x y" ARRAY(OBJECT("k k" DATE))%' AS told;
----
TOLD
TRUE

CREATE TABLE u AS SELECT o, m, [1]::ARRAY(FLOAT) AS f FROM t;

CREATE VIEW v AS SELECT a[0] AS first, o FROM t;

DESCRIBE TABLE u;
----
name | type | ...
O | OBJECT(b NUMBER(38,0) NOT NULL, a VARCHAR(5)) | ...
M | MAP(VARCHAR(16777216), NUMBER(38,0)) | ...
F | ARRAY(FLOAT) | ...

DESCRIBE VIEW v;
----
name | type | ...
FIRST | NUMBER(5,1) | ...
O | OBJECT(b NUMBER(38,0) NOT NULL, a VARCHAR(5)) | ...

SELECT o, m FROM u WHERE m IS NOT NULL;

DESCRIBE RESULT LAST_QUERY_ID();
----
name | type | ...
O | OBJECT(b NUMBER(38,0) NOT NULL, a VARCHAR(5)) | ...
M | MAP(VARCHAR(16777216), NUMBER(38,0)) | ...

CREATE TABLE l LIKE t;

CREATE TABLE c CLONE t;

SELECT COUNT(*) AS n FROM c WHERE o:b = 1;
----
N
1

ALTER TABLE t ADD COLUMN phone ARRAY(VARCHAR);

ALTER TABLE t RENAME COLUMN phone TO phones;

UPDATE t SET phones = ['1']::ARRAY(VARCHAR) WHERE id = 3;

SELECT phones FROM t WHERE id = 3;
----
PHONES
["1"]

ALTER TABLE t DROP COLUMN phones;

ALTER TABLE t ALTER COLUMN a SET DATA TYPE ARRAY(FLOAT);
----
error

ALTER TABLE t ADD COLUMN g ARRAY(GEOGRAPHY);
----
error 000002 (0A000)
