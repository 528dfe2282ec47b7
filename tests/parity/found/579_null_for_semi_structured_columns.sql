-- source: Snowflake documentation, INSERT, UPDATE, "Semi-structured data types": NULL is a value of every type
-- case: found case 579

CREATE TABLE t (id INT, v VARIANT, o OBJECT, a ARRAY, s ARRAY(INT));

INSERT INTO t SELECT 1, NULL, NULL, NULL, NULL;

INSERT INTO t VALUES (2, NULL, NULL, NULL, NULL);

INSERT INTO t SELECT 3, NULL, {'a': 1}, [1], [1]::ARRAY(INT);

UPDATE t SET o = NULL, a = NULL, s = NULL WHERE id = 3;

MERGE INTO t USING (SELECT 4 AS id) x ON t.id = x.id WHEN NOT MATCHED THEN INSERT (id, a, s) VALUES (x.id, NULL, NULL);

SELECT COUNT(*) AS n, COUNT(v) AS v, COUNT(o) AS o, COUNT(a) AS a, COUNT(s) AS s FROM t;
----
N | V | O | A | S
4 | 0 | 0 | 0 | 0
