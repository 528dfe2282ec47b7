-- source: Snowflake documentation, "CREATE MASKING POLICY", "DROP MASKING POLICY", "ALTER TABLE … ALTER COLUMN", "POLICY_REFERENCES", "DESCRIBE MASKING POLICY"
-- case: found case 251

CREATE MASKING POLICY p AS (val VARCHAR) RETURNS VARCHAR -> 'x' COMMENT = 'hides';

CREATE MASKING POLICY p AS (val VARCHAR) RETURNS VARCHAR -> 'y';
----
error 002002

CREATE MASKING POLICY IF NOT EXISTS p AS (val VARCHAR) RETURNS VARCHAR -> 'y';

CREATE MASKING POLICY q AS (val VARCHAR) RETURNS NUMBER -> 1;
----
error

CREATE MASKING POLICY q AS (val VARCHAR) RETURNS VARCHAR -> nope;
----
error 000904

CREATE MASKING POLICY by_city AS (val VARCHAR, city VARCHAR) RETURNS VARCHAR -> IFF(city = 'Rome', val, 'hidden');

CREATE TABLE t (a VARCHAR, city VARCHAR, n INT);

INSERT INTO t VALUES ('one', 'Rome', 1), ('two', 'Oslo', 2);

ALTER TABLE t MODIFY COLUMN n SET MASKING POLICY p;
----
error

ALTER TABLE t MODIFY COLUMN a SET MASKING POLICY p;

ALTER TABLE t MODIFY COLUMN a SET MASKING POLICY by_city USING (a, city);
----
error

ALTER TABLE t MODIFY COLUMN a SET MASKING POLICY by_city USING (a, city) FORCE;

SELECT a FROM t ORDER BY n;
----
A
one
hidden

DROP MASKING POLICY by_city;
----
error

CREATE OR REPLACE MASKING POLICY by_city AS (val VARCHAR, city VARCHAR) RETURNS VARCHAR -> val;
----
error

SELECT policy_name, policy_kind, ref_entity_name, ref_entity_domain, ref_column_name, policy_status
FROM TABLE(INFORMATION_SCHEMA.POLICY_REFERENCES(POLICY_NAME => 'by_city'));
----
POLICY_NAME | POLICY_KIND | REF_ENTITY_NAME | REF_ENTITY_DOMAIN | REF_COLUMN_NAME | POLICY_STATUS
BY_CITY | MASKING_POLICY | T | TABLE | A | ACTIVE

SELECT policy_name FROM TABLE(INFORMATION_SCHEMA.POLICY_REFERENCES(REF_ENTITY_NAME => 't', REF_ENTITY_DOMAIN => 'TABLE'));
----
POLICY_NAME
BY_CITY

-- columns that a policy reads can be renamed, but not dropped
ALTER TABLE t RENAME COLUMN city TO place;

SELECT a FROM t ORDER BY n;
----
A
one
hidden

ALTER TABLE t DROP COLUMN place;
----
error

-- a clone is protected as its original, a table LIKE it is not
CREATE TABLE cloned CLONE t;

CREATE TABLE liked LIKE t;

INSERT INTO liked SELECT 'three', 'Oslo', 3;

SELECT a FROM cloned ORDER BY n;
----
A
one
hidden

SELECT a FROM liked;
----
A
three

ALTER TABLE t MODIFY COLUMN a UNSET MASKING POLICY;

DROP TABLE cloned;

DROP MASKING POLICY by_city;

DROP MASKING POLICY by_city;
----
error 002003

DROP MASKING POLICY IF EXISTS by_city;

ALTER MASKING POLICY p RENAME TO p2;

ALTER MASKING POLICY p2 UNSET COMMENT;

DESCRIBE MASKING POLICY p2;
----
name | signature | return_type | body
P2 | (VAL VARCHAR) | * | 'x'

SHOW MASKING POLICIES LIKE 'p%';
----
created_on | name | database_name | schema_name | kind | owner | comment | owner_role_type | options
* | P2 | * | * | MASKING_POLICY | ACCOUNTADMIN | '' | ROLE | ''
