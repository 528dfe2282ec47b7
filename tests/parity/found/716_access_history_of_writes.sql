-- source: "ACCESS_HISTORY view", column lineage; "Access History", write, tracking of stage data, column lineage
-- case: found case 716

CREATE TABLE t0 (name VARCHAR, id INT, other INT);

CREATE VIEW v1 AS SELECT name, id * 2 AS twice FROM t0 WHERE other > 0;

CREATE VIEW written AS SELECT h.query_id, h.query_start_time, SPLIT_PART(o.value:objectName, '.', 3) AS target, c.index AS place, c.value:columnName::VARCHAR AS written, ARRAY_TO_STRING(ARRAY_SORT(TRANSFORM(c.value:directSources::ARRAY, s VARIANT -> CONCAT(SPLIT_PART(s:objectName, '.', 3), COALESCE('.' || s:columnName, '()')))), ', ') AS direct, ARRAY_TO_STRING(ARRAY_SORT(TRANSFORM(c.value:baseSources::ARRAY, s VARIANT -> CONCAT(SPLIT_PART(s:objectName, '.', 3), COALESCE('.' || s:columnName, '()')))), ', ') AS base FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY h, LATERAL FLATTEN(h.objects_modified) o, LATERAL FLATTEN(o.value:columns, OUTER => TRUE) c;

CREATE TABLE t1 AS SELECT name, twice + 1 AS n FROM v1;

SELECT target, written, direct, base FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY place;
----
TARGET | WRITTEN | DIRECT | BASE
T1 | NAME | V1.NAME | T0.NAME
T1 | N | V1.TWICE | T0.ID

INSERT INTO t1 (n) SELECT id FROM t0 WHERE other > 1;

SELECT target, written, direct, base FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY place;
----
TARGET | WRITTEN | DIRECT | BASE
T1 | N | T0.ID | T0.ID

INSERT INTO t1 (n) SELECT CASE WHEN other > 1 THEN id ELSE 0 END FROM t0 WHERE EXISTS (SELECT 1 FROM t1 WHERE t1.n = t0.id);

SELECT target, written, direct, base FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY place;
----
TARGET | WRITTEN | DIRECT | BASE
T1 | N | T0.ID, T0.OTHER | T0.ID, T0.OTHER

UPDATE t1 SET n = n + 1;

SELECT target, written, direct, base FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY place;
----
TARGET | WRITTEN | DIRECT | BASE
T1 | N | T1.N | T1.N

UPDATE t1 SET n = t0.id FROM t0 WHERE t0.name = t1.name;

SELECT target, written, direct, base FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY place;
----
TARGET | WRITTEN | DIRECT | BASE
T1 | N | T0.ID | T0.ID

MERGE INTO t1 USING t0 ON t0.name = t1.name WHEN MATCHED THEN UPDATE SET n = t0.id WHEN NOT MATCHED THEN INSERT (name, n) VALUES (t0.name, t0.other);

SELECT target, written, direct, base FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY written;
----
TARGET | WRITTEN | DIRECT | BASE
T1 | N | T0.ID, T0.OTHER | T0.ID, T0.OTHER
T1 | NAME | T0.NAME | T0.NAME

INSERT INTO t1 VALUES ('a', 1);

SELECT target, written, direct, base FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY place;
----
TARGET | WRITTEN | DIRECT | BASE
T1 | NAME | '' | ''
T1 | N | '' | ''

CREATE FUNCTION f(x INT) RETURNS INT AS 'x * 2';

INSERT INTO t1 (n) SELECT f(id) FROM t0;

SELECT target, written, direct FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY place;
----
TARGET | WRITTEN | DIRECT
T1 | N | F(), T0.ID

CREATE TABLE t2 CLONE t0;

SELECT target, written, direct, base FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY place;
----
TARGET | WRITTEN | DIRECT | BASE
T2 | NAME | T0.NAME | T0.NAME
T2 | ID | T0.ID | T0.ID
T2 | OTHER | T0.OTHER | T0.OTHER

INSERT ALL INTO t1 (n) VALUES (twice) INTO t2 (name) VALUES (name) SELECT name, twice FROM v1;

SELECT target, written, direct, base FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY target;
----
TARGET | WRITTEN | DIRECT | BASE
T1 | N | V1.TWICE | T0.ID
T2 | NAME | V1.NAME | T0.NAME

CREATE STREAM st ON TABLE t0;

INSERT INTO t1 (n) SELECT id FROM st;

SELECT target, written, direct, base FROM written WHERE query_id = LAST_QUERY_ID() ORDER BY place;
----
TARGET | WRITTEN | DIRECT | BASE
T1 | N | ST.ID | T0.ID

TRUNCATE TABLE t2;

SELECT DISTINCT target FROM written WHERE query_id = LAST_QUERY_ID();
----
TARGET
T2

CREATE STAGE s1;

COPY INTO @s1 FROM t1;

SELECT r.value:objectDomain::VARCHAR AS source, w.value:objectDomain::VARCHAR AS target, w.value:stageKind::VARCHAR AS kind, SPLIT_PART(w.value:objectName, '.', 3) AS name FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY h, LATERAL FLATTEN(h.base_objects_accessed) r, LATERAL FLATTEN(h.objects_modified) w WHERE h.query_id = LAST_QUERY_ID();
----
SOURCE | TARGET | KIND | NAME
Table | Stage | Internal Named | S1

COPY INTO t1 FROM @s1;

SELECT r.value:objectDomain::VARCHAR AS source, r.value:stageKind::VARCHAR AS kind, w.value:objectDomain::VARCHAR AS target, c.value:columnName::VARCHAR AS name FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY h, LATERAL FLATTEN(h.direct_objects_accessed) r, LATERAL FLATTEN(h.objects_modified) w, LATERAL FLATTEN(w.value:columns) c WHERE h.query_id = LAST_QUERY_ID() ORDER BY c.index;
----
SOURCE | KIND | TARGET | NAME
Stage | Internal Named | Table | NAME
Stage | Internal Named | Table | N
