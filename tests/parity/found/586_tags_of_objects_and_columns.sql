-- source: Snowflake documentation, "Introduction to object tagging", "Tag inheritance", "SYSTEM$GET_TAG", "TAG_REFERENCES", "TAG_REFERENCES_ALL_COLUMNS"
-- case: found case 586

CREATE TAG g;

CREATE TAG h;

CREATE TABLE t (a INT WITH TAG (g = 'column'), b VARCHAR TAG (h = 'other') COMMENT 'b') WITH TAG (g = 'table', h = 'x');

SELECT tag_name, tag_value, apply_method, level, object_name, domain, column_name
FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES('t', 'table')) ORDER BY tag_name;
----
TAG_NAME | TAG_VALUE | APPLY_METHOD | LEVEL | OBJECT_NAME | DOMAIN | COLUMN_NAME
G | table | MANUAL | TABLE | T | TABLE | NULL
H | x | MANUAL | TABLE | T | TABLE | NULL

-- a column has the tags of its table, unless it has its own value
SELECT tag_name, tag_value, apply_method, level, domain, column_name
FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES_ALL_COLUMNS('t', 'table')) ORDER BY column_name, tag_name;
----
TAG_NAME | TAG_VALUE | APPLY_METHOD | LEVEL | DOMAIN | COLUMN_NAME
G | column | MANUAL | COLUMN | COLUMN | A
H | x | INHERITED | TABLE | COLUMN | A
G | table | INHERITED | TABLE | COLUMN | B
H | other | MANUAL | COLUMN | COLUMN | B

ALTER TABLE t MODIFY COLUMN a UNSET TAG g, COLUMN b SET TAG g = 'of b', h = 'again';

SELECT SYSTEM$GET_TAG('g', 't.a', 'column') AS a, SYSTEM$GET_TAG('g', 't.b', 'COLUMN') AS b, SYSTEM$GET_TAG('h', 't.b', 'column') AS h;
----
A | B | H
table | of b | again

ALTER TABLE t UNSET TAG g, h;

SELECT SYSTEM$GET_TAG('g', 't.a', 'column') AS a, SYSTEM$GET_TAG('g', 't.b', 'COLUMN') AS b;
----
A | B
NULL | of b

-- a renamed column keeps its tags, a dropped one takes them along
ALTER TABLE t RENAME COLUMN b TO c;

SELECT tag_name, tag_value FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES('t.c', 'column')) ORDER BY tag_name;
----
TAG_NAME | TAG_VALUE
G | of b
H | again

ALTER TABLE t ADD COLUMN d INT WITH TAG (g = 'added');

SELECT SYSTEM$GET_TAG('g', 't.d', 'column') AS d;
----
D
added

ALTER TABLE t DROP COLUMN d;

SELECT SYSTEM$GET_TAG('g', 't.d', 'column');
----
error 002003

-- from the database and the schema down
SET (db, home) = (CURRENT_DATABASE(), CURRENT_SCHEMA());

ALTER DATABASE IDENTIFIER($db) SET TAG g = 'database';

SELECT SYSTEM$GET_TAG('g', CURRENT_SCHEMA(), 'schema') AS s, SYSTEM$GET_TAG('g', 't', 'table') AS t, SYSTEM$GET_TAG('g', 't.a', 'column') AS a;
----
S | T | A
database | database | database

ALTER SCHEMA IDENTIFIER($home) SET TAG g = 'schema';

SELECT tag_value, apply_method, level FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES('t', 'table'));
----
TAG_VALUE | APPLY_METHOD | LEVEL
schema | INHERITED | SCHEMA

ALTER SCHEMA IDENTIFIER($home) UNSET TAG g;

ALTER DATABASE IDENTIFIER($db) UNSET TAG g;

-- other kinds
CREATE VIEW v (a WITH TAG (g = 'va')) WITH TAG (g = 'view') AS SELECT a FROM t;

ALTER VIEW v SET TAG h = 'v';

ALTER TABLE v MODIFY COLUMN a SET TAG h = 'vh';

SELECT SYSTEM$GET_TAG('g', 'v', 'table') AS g, SYSTEM$GET_TAG('h', 'v', 'table') AS h, SYSTEM$GET_TAG('g', 'v.a', 'column') AS a, SYSTEM$GET_TAG('h', 'v.a', 'column') AS ah;
----
G | H | A | AH
view | v | va | vh

CREATE STREAM s WITH TAG (g = 'stream') ON TABLE t;

CREATE STAGE st TAG (g = 'stage');

CREATE FUNCTION f(x INT) RETURNS INT AS 'x';

ALTER FUNCTION f(INT) SET TAG g = 'function';

CREATE TASK k SCHEDULE = '60 MINUTES' TAG (g = 'task') AS SELECT 1;

CREATE ROLE tagged WITH TAG (g = 'role');

ALTER ROLE tagged SET TAG h = 'of the role';

ALTER ROLE tagged SET COMMENT = 'has tags';

ALTER ROLE nope SET COMMENT = 'x';
----
error 002003

SELECT tag_name, tag_value FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES('tagged', 'role')) ORDER BY 1;
----
TAG_NAME | TAG_VALUE
G | role
H | of the role

CREATE MASKING POLICY m AS (x VARCHAR) RETURNS VARCHAR -> x;

ALTER MASKING POLICY m SET TAG g = 'policy';

SELECT SYSTEM$GET_TAG('g', 's', 'stream') AS s, SYSTEM$GET_TAG('g', 'st', 'stage') AS st, SYSTEM$GET_TAG('g', 'f(int)', 'function') AS f, SYSTEM$GET_TAG('g', 'k', 'task') AS k, SYSTEM$GET_TAG('g', 'tagged', 'role') AS r, SYSTEM$GET_TAG('g', 'm', 'masking policy') AS m;
----
S | ST | F | K | R | M
stream | stage | function | task | role | policy

SELECT SYSTEM$GET_TAG('g', 'x', 'sequence');
----
error 391801 (0A000): Object tagging not supported for object type SEQUENCE

CREATE SEQUENCE q;

ALTER SEQUENCE q SET TAG g = 'x';
----
error

ALTER TABLE t SET TAG nope = 'x';
----
error 002003

ALTER TABLE nope SET TAG g = 'x';
----
error 002003

ALTER TABLE IF EXISTS nope SET TAG g = 'x';

ALTER TABLE t MODIFY COLUMN nope SET TAG g = 'x';
----
error 000904

SET long = REPEAT('x', 257);

ALTER TABLE t SET TAG g = $long;
----
error

CREATE OR ALTER TABLE t (a INT, c VARCHAR) WITH TAG (g = 'x');
----
error 000002

CREATE OR ALTER TABLE t (a INT, c VARCHAR COMMENT 'kept');

SELECT SYSTEM$GET_TAG('g', 't.c', 'column') AS c;
----
C
of b

SELECT tag_value, object_name, domain, column_name, apply_method FROM SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES
WHERE tag_name = 'G' AND object_schema = CURRENT_SCHEMA() AND object_deleted IS NULL ORDER BY 1;
----
TAG_VALUE | OBJECT_NAME | DOMAIN | COLUMN_NAME | APPLY_METHOD
function | F(NUMBER) | FUNCTION | NULL | MANUAL
of b | T | COLUMN | C | MANUAL
policy | M | MASKING POLICY | NULL | MANUAL
stage | ST | STAGE | NULL | MANUAL
stream | S | STREAM | NULL | MANUAL
task | K | TASK | NULL | MANUAL
va | V | COLUMN | A | MANUAL
view | V | TABLE | NULL | MANUAL
