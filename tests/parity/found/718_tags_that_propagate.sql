-- source: "Automatic tag propagation with user-defined tags"; "CREATE TAG"; "ALTER TAG"; "SHOW TAGS"; "TAG_REFERENCES"
-- case: found case 718

CREATE TAG sens ALLOWED_VALUES 'confidential', 'internal', 'public' PROPAGATE = ON_DEPENDENCY_AND_DATA_MOVEMENT ON_CONFLICT = ALLOWED_VALUES_SEQUENCE COMMENT = 'c';

SHOW TAGS LIKE 'sens';

SELECT "name", "propagate", "on_conflict" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | propagate | on_conflict
SENS | ON_DEPENDENCY_AND_DATA_MOVEMENT | ALLOWED_VALUES_SEQUENCE

SELECT propagate, on_conflict FROM SNOWFLAKE.ACCOUNT_USAGE.TAGS WHERE tag_database = CURRENT_DATABASE() AND tag_name = 'SENS';
----
PROPAGATE | ON_CONFLICT
ON_DEPENDENCY_AND_DATA_MOVEMENT | ALLOWED_VALUES_SEQUENCE

SELECT GET_DDL('TAG', 'sens') AS ddl;
----
DDL
create or replace tag SENS allowed_values 'confidential', 'internal', 'public' propagate = ON_DEPENDENCY_AND_DATA_MOVEMENT on_conflict = ALLOWED_VALUES_SEQUENCE comment = 'c';

CREATE TAG quiet;

CREATE TABLE t1 (a INT, b INT);

ALTER TABLE t1 SET TAG sens = 'internal', quiet = 'q';

ALTER TABLE t1 MODIFY COLUMN a SET TAG sens = 'confidential';

-- dependency: views, and views of views, follow their sources
CREATE VIEW v1 AS SELECT a AS x, b AS y, a + b AS z FROM t1;

CREATE VIEW v2 AS SELECT x FROM v1;

CREATE VIEW shown AS SELECT object_name, column_name, tag_name, tag_value, apply_method FROM SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES WHERE object_database = CURRENT_DATABASE();

SELECT object_name, column_name, tag_name, tag_value, apply_method FROM shown WHERE object_name IN ('V1', 'V2') ORDER BY 1, 2 NULLS FIRST;
----
OBJECT_NAME | COLUMN_NAME | TAG_NAME | TAG_VALUE | APPLY_METHOD
V1 | NULL | SENS | internal | PROPAGATED
V1 | X | SENS | confidential | PROPAGATED
V1 | Z | SENS | confidential | PROPAGATED
V2 | NULL | SENS | internal | PROPAGATED
V2 | X | SENS | confidential | PROPAGATED

SELECT tag_value, apply_method, level FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES('v1', 'table'));
----
TAG_VALUE | APPLY_METHOD | LEVEL
internal | PROPAGATED | TABLE

SELECT SYSTEM$GET_TAG('sens', 'v2.x', 'column') AS x, SYSTEM$GET_TAG('sens', 'v1.y', 'column') AS y;
----
X | Y
confidential | internal

-- the value follows
ALTER TABLE t1 SET TAG sens = 'public';

SELECT SYSTEM$GET_TAG('sens', 'v1', 'table') AS v1, SYSTEM$GET_TAG('sens', 'v2', 'table') AS v2;
----
V1 | V2
public | public

-- what is set by hand wins, and is there no more conflict
ALTER VIEW v1 SET TAG sens = 'internal';

SELECT tag_value, apply_method FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES('v1', 'table'));
----
TAG_VALUE | APPLY_METHOD
internal | MANUAL

ALTER TABLE t1 UNSET TAG sens;

SELECT object_name, column_name, tag_value, apply_method FROM shown WHERE object_name IN ('V1', 'V2') ORDER BY 1, 2 NULLS FIRST;
----
OBJECT_NAME | COLUMN_NAME | TAG_VALUE | APPLY_METHOD
V1 | NULL | internal | MANUAL
V1 | X | confidential | PROPAGATED
V1 | Z | confidential | PROPAGATED
V2 | NULL | internal | PROPAGATED
V2 | X | confidential | PROPAGATED

-- conflict by the order of the values
CREATE TABLE s1 (a INT) WITH TAG (sens = 'public');

CREATE TABLE s2 (a INT) WITH TAG (sens = 'internal');

CREATE VIEW both AS SELECT s1.a FROM s1 JOIN s2 ON s1.a = s2.a;

SELECT SYSTEM$GET_TAG('sens', 'both', 'table') AS value;
----
VALUE
internal

-- conflict with the word CONFLICT, and with a word of one's own
CREATE TAG plain PROPAGATE = ON_DATA_MOVEMENT;

CREATE TAG worded PROPAGATE = ON_DATA_MOVEMENT ON_CONFLICT = 'HIGHLY CONFIDENTIAL';

ALTER TABLE s1 SET TAG plain = 'one', worded = 'one';

ALTER TABLE s2 SET TAG plain = 'two', worded = 'two';

CREATE TABLE made AS SELECT s1.a FROM s1 JOIN s2 ON s1.a = s2.a;

SELECT tag_name, tag_value, apply_method FROM shown WHERE object_name = 'MADE' AND column_name IS NULL ORDER BY 1;
----
TAG_NAME | TAG_VALUE | APPLY_METHOD
PLAIN | CONFLICT | PROPAGATED
SENS | internal | PROPAGATED
WORDED | HIGHLY CONFIDENTIAL | PROPAGATED

-- data movement: INSERT, MERGE and UPDATE; afterwards the target does not follow
CREATE TABLE target (n INT, m INT);

INSERT INTO target (n) SELECT a FROM t1;

SELECT column_name, tag_name, tag_value, apply_method FROM shown WHERE object_name = 'TARGET' ORDER BY 1 NULLS FIRST, 2;
----
COLUMN_NAME | TAG_NAME | TAG_VALUE | APPLY_METHOD
N | SENS | confidential | PROPAGATED

MERGE INTO target USING s1 ON s1.a = target.m WHEN NOT MATCHED THEN INSERT (m) VALUES (s1.a);

SELECT column_name, tag_name, tag_value FROM shown WHERE object_name = 'TARGET' ORDER BY 1 NULLS FIRST, 2;
----
COLUMN_NAME | TAG_NAME | TAG_VALUE
NULL | PLAIN | one
NULL | SENS | public
NULL | WORDED | one
N | SENS | confidential

ALTER TABLE s1 SET TAG plain = 'other';

SELECT SYSTEM$GET_TAG('plain', 'target', 'table') AS value;
----
VALUE
one

CREATE TABLE updated (k INT);

UPDATE updated SET k = t1.a FROM t1;

SELECT SYSTEM$GET_TAG('sens', 'updated.k', 'column') AS value;
----
VALUE
confidential

-- a tag that only moves does not follow a view, one that only depends does not move
CREATE VIEW of_s1 AS SELECT a FROM s1;

SELECT tag_name FROM shown WHERE object_name = 'OF_S1' ORDER BY 1;
----
TAG_NAME
SENS

-- a change of the tag alone has no effect on what is there
ALTER TAG plain SET PROPAGATE = ON_DEPENDENCY;

SELECT tag_name FROM shown WHERE object_name = 'OF_S1' ORDER BY 1;
----
TAG_NAME
SENS

CREATE TABLE other AS SELECT a FROM s1;

SELECT tag_name FROM shown WHERE object_name = 'OTHER' ORDER BY 1;
----
TAG_NAME
SENS
WORDED

-- a clone has the tags of its source
CREATE TABLE copied CLONE other;

SELECT tag_name FROM shown WHERE object_name = 'COPIED' ORDER BY 1;
----
TAG_NAME
SENS
WORDED

-- a dropped source gives nothing any more
DROP TABLE s1;

SELECT COUNT(*) AS n FROM shown WHERE object_name = 'OF_S1';
----
N
0

-- no further propagation; what went along stays
ALTER TAG sens UNSET PROPAGATE;

CREATE VIEW late AS SELECT a FROM t1;

SELECT COUNT(*) AS n FROM shown WHERE object_name = 'LATE';
----
N
0

SELECT SYSTEM$GET_TAG('sens', 'v2.x', 'column') AS value;
----
VALUE
confidential

ALTER TAG worded UNSET ON_CONFLICT;

SELECT on_conflict FROM SNOWFLAKE.ACCOUNT_USAGE.TAGS WHERE tag_database = CURRENT_DATABASE() AND tag_name = 'WORDED';
----
ON_CONFLICT
NULL

CREATE TAG wrong PROPAGATE = ON_FOOT;
----
error 001003 (42000)

CREATE TAG wrong PROPAGATE = ON_DEPENDENCY ON_CONFLICT = ALLOWED_VALUES_SEQUENCE;
----
error 391892

CREATE OR ALTER TAG worded PROPAGATE = ON_DEPENDENCY;
----
error 000002
