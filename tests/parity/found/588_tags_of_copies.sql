-- source: Snowflake documentation, "Introduction to object tagging" (clones, CREATE TABLE … LIKE), "GET_DDL", "CREATE SCHEMA … CLONE"
-- case: found case 588

CREATE TAG g;

CREATE TABLE t (a INT WITH TAG (g = 'ca'), b VARCHAR) WITH TAG (g = 'ta');

CREATE TABLE cloned CLONE t;

CREATE TABLE alike LIKE t;

CREATE TABLE selected AS SELECT * FROM t;

SELECT SYSTEM$GET_TAG('g', 'cloned', 'table') AS c, SYSTEM$GET_TAG('g', 'cloned.a', 'column') AS ca, SYSTEM$GET_TAG('g', 'alike.a', 'column') AS la, SYSTEM$GET_TAG('g', 'selected.a', 'column') AS s;
----
C | CA | LA | S
ta | ca | ca | NULL

CREATE TABLE cloned_with CLONE t WITH TAG (g = 'new');

SELECT SYSTEM$GET_TAG('g', 'cloned_with', 'table') AS c, SYSTEM$GET_TAG('g', 'cloned_with.a', 'column') AS ca;
----
C | CA
new | ca

CREATE TABLE made (x INT TAG (g = 'x')) TAG (g = 'made') AS SELECT 1;

SELECT SYSTEM$GET_TAG('g', 'made', 'table') AS t, SYSTEM$GET_TAG('g', 'made.x', 'column') AS x;
----
T | X
made | x

SELECT SYSTEM$GET_TAG('g', 't', 'table') AS v, CONTAINS(GET_DDL('TABLE', 't'), 'with tag (') AS written;
----
V | WRITTEN
ta | TRUE

-- dropped and back
DROP TABLE t;

UNDROP TABLE t;

SELECT SYSTEM$GET_TAG('g', 't.a', 'column') AS v;
----
V
ca

-- made anew it has no tags
CREATE OR REPLACE TABLE t (a INT);

SELECT SYSTEM$GET_TAG('g', 't', 'table') AS v;
----
V
NULL

-- a tag that is cloned together with what has it
SET (home, copy) = (CURRENT_SCHEMA(), CURRENT_SCHEMA() || '_COPY');

CREATE SCHEMA IDENTIFIER($copy) CLONE IDENTIFIER($home);

SELECT tag_schema = $copy AS own, tag_value FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES('cloned', 'table'));
----
OWN | TAG_VALUE
TRUE | ta

USE SCHEMA IDENTIFIER($home);

DROP SCHEMA IDENTIFIER($copy);

-- who may: APPLY TAG on the account, or the owner who may apply the tag
CREATE ROLE tagger;

GRANT ROLE tagger TO ROLE ACCOUNTADMIN;

SET db = CURRENT_DATABASE();

GRANT USAGE ON DATABASE IDENTIFIER($db) TO ROLE tagger;

GRANT USAGE, CREATE TABLE ON SCHEMA IDENTIFIER($home) TO ROLE tagger;

GRANT APPLY ON TAG g TO ROLE tagger;

GRANT SELECT ON TABLE t TO ROLE tagger;

USE SECONDARY ROLES NONE;

USE ROLE tagger;

ALTER TABLE t SET TAG g = 'x';
----
error 003001

CREATE TABLE mine (a INT) WITH TAG (g = 'mine');

SELECT SYSTEM$GET_TAG('g', 'mine', 'table') AS v;
----
V
mine

DROP TAG g;
----
error 003001

USE ROLE ACCOUNTADMIN;

REVOKE APPLY ON TAG g FROM ROLE tagger;

USE ROLE tagger;

ALTER TABLE mine SET TAG g = 'x';
----
error 002003

USE ROLE ACCOUNTADMIN;

GRANT APPLY TAG ON ACCOUNT TO ROLE tagger;

USE ROLE tagger;

ALTER TABLE t SET TAG g = 'x';

USE ROLE ACCOUNTADMIN;

SELECT SYSTEM$GET_TAG('g', 't', 'table') AS v;
----
V
x
