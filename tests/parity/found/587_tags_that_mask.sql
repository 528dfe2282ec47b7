-- source: Snowflake documentation, "Tag-based masking policies", "ALTER TAG", "POLICY_REFERENCES"
-- case: found case 587

CREATE TAG pii;

CREATE MASKING POLICY hide_text AS (val VARCHAR) RETURNS VARCHAR -> '***';

CREATE MASKING POLICY hide_number AS (val NUMBER) RETURNS NUMBER -> -1;

CREATE MASKING POLICY own AS (val VARCHAR) RETURNS VARCHAR -> 'own';

CREATE TABLE t (id INT, name VARCHAR, note VARCHAR WITH MASKING POLICY own);

INSERT INTO t VALUES (1, 'ann', 'x');

ALTER TAG pii SET MASKING POLICY hide_text, MASKING POLICY hide_number;

SELECT * FROM t;
----
ID | NAME | NOTE
1 | ann | own

-- the policy for the type of the column; one of its own comes first
ALTER TABLE t MODIFY COLUMN name SET TAG pii = 'yes';

SELECT * FROM t;
----
ID | NAME | NOTE
1 | *** | own

ALTER TABLE t SET TAG pii = 'yes';

SELECT * FROM t;
----
ID | NAME | NOTE
-1 | *** | own

-- what the role does not see stays as it is
UPDATE t SET note = 'y' WHERE name = '***';
----
number of rows updated | number of multi-joined rows updated
1 | 0

CREATE MATERIALIZED VIEW mv AS SELECT name FROM t;
----
error 002224

CREATE VIEW v AS SELECT name FROM t;

SELECT name FROM v;
----
NAME
***

SELECT policy_name, ref_entity_name, ref_entity_domain, ref_column_name, tag_name
FROM TABLE(INFORMATION_SCHEMA.POLICY_REFERENCES(POLICY_NAME => 'hide_text')) ORDER BY ref_entity_domain, ref_column_name;
----
POLICY_NAME | REF_ENTITY_NAME | REF_ENTITY_DOMAIN | REF_COLUMN_NAME | TAG_NAME
HIDE_TEXT | T | TABLE | NAME | PII
HIDE_TEXT | PII | TAG | NULL | PII

SELECT policy_name, policy_kind FROM TABLE(INFORMATION_SCHEMA.POLICY_REFERENCES(REF_ENTITY_NAME => 'pii', REF_ENTITY_DOMAIN => 'TAG')) ORDER BY policy_name;
----
POLICY_NAME | POLICY_KIND
HIDE_NUMBER | MASKING_POLICY
HIDE_TEXT | MASKING_POLICY

-- one policy for each type
CREATE MASKING POLICY other AS (val VARCHAR) RETURNS VARCHAR -> 'other';

ALTER TAG pii SET MASKING POLICY other;
----
error

ALTER TAG pii SET MASKING POLICY other FORCE;

SELECT name FROM t;
----
NAME
other

DROP TAG pii;
----
error

DROP MASKING POLICY other;
----
error

-- two tags that mask one column
CREATE TAG second;

ALTER TAG second SET MASKING POLICY hide_text;

ALTER TABLE t MODIFY COLUMN name SET TAG second = 'x';

SELECT name FROM t;
----
error

SELECT policy_name, policy_status FROM TABLE(INFORMATION_SCHEMA.POLICY_REFERENCES(REF_ENTITY_NAME => 't', REF_ENTITY_DOMAIN => 'TABLE')) WHERE ref_column_name = 'NAME' ORDER BY policy_name;
----
POLICY_NAME | POLICY_STATUS
HIDE_TEXT | MULTIPLE_MASKING_POLICY_ASSIGNED_TO_THE_COLUMN
OTHER | MULTIPLE_MASKING_POLICY_ASSIGNED_TO_THE_COLUMN

ALTER TABLE t MODIFY COLUMN name UNSET TAG second;

SELECT name FROM t;
----
NAME
other

-- a condition on another column, by its name
CREATE MASKING POLICY by_note AS (val VARCHAR, note VARCHAR) RETURNS VARCHAR -> IFF(note = 'own', 'conditional', val);

CREATE TABLE u (name VARCHAR, note VARCHAR) WITH TAG (second = 'x');

INSERT INTO u VALUES ('ann', 'own'), ('bob', 'other');

ALTER TAG second UNSET MASKING POLICY hide_text;

ALTER TABLE u MODIFY COLUMN name SET TAG second = 'y';

ALTER TABLE u UNSET TAG second;

ALTER TAG second SET MASKING POLICY by_note;

SELECT name FROM u ORDER BY name;
----
NAME
bob
conditional

ALTER TABLE u RENAME COLUMN note TO remark;

SELECT name FROM u;
----
error

SELECT policy_status FROM SNOWFLAKE.ACCOUNT_USAGE.POLICY_REFERENCES WHERE policy_name = 'BY_NOTE' AND ref_column_name = 'NAME' AND ref_schema_name = CURRENT_SCHEMA();
----
POLICY_STATUS
COLUMN_IS_MISSING_FOR_SECONDARY_ARG

ALTER TAG second UNSET MASKING POLICY by_note;

DROP TAG second;

ALTER TAG pii UNSET MASKING POLICY other, MASKING POLICY hide_number;

SELECT * FROM t;
----
ID | NAME | NOTE
1 | ann | own

DROP TAG pii;
