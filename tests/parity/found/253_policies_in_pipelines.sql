-- source: Snowflake documentation, "Dynamic table limitations"; spec/dynamic-tables.md 14.1: a policy added to a source reinitialises
-- case: found case 253
-- needs: virtual clock

CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

CREATE TABLE src (id INT, email VARCHAR);

INSERT INTO src VALUES (1, 'a@x'), (2, 'b@x');

CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id, email FROM src;

CREATE MASKING POLICY hide AS (v VARCHAR) RETURNS VARCHAR -> IFF(IS_ROLE_IN_SESSION('SYSADMIN'), 'seen by ' || CURRENT_ROLE(), '*');

-- advance 1 minute
ALTER TABLE src MODIFY COLUMN email SET MASKING POLICY hide;

-- advance 1 minute
ALTER DYNAMIC TABLE d REFRESH;

-- a refresh has the role of the owner
SELECT email FROM d WHERE id = 1;
----
EMAIL
seen by ACCOUNTADMIN

INSERT INTO src VALUES (3, 'c@x');

-- advance 1 minute
ALTER DYNAMIC TABLE d REFRESH;

-- advance 1 minute
ALTER MASKING POLICY hide SET BODY -> 'hidden';

-- advance 1 minute
ALTER DYNAMIC TABLE d REFRESH;

SELECT DISTINCT email FROM d;
----
EMAIL
hidden

-- advance 1 minute
ALTER TABLE src MODIFY COLUMN email UNSET MASKING POLICY;

-- advance 1 minute
ALTER DYNAMIC TABLE d REFRESH;

SELECT email FROM d ORDER BY id;
----
EMAIL
a@x
b@x
c@x

SELECT refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'MANUAL' ORDER BY data_timestamp;
----
REFRESH_ACTION
REINITIALIZE
INCREMENTAL
REINITIALIZE
REINITIALIZE

-- policies of the dynamic table itself
ALTER DYNAMIC TABLE d MODIFY COLUMN email SET MASKING POLICY hide;

CREATE ROW ACCESS POLICY few AS (i NUMBER) RETURNS BOOLEAN -> i > 1;

ALTER DYNAMIC TABLE d ADD ROW ACCESS POLICY few ON (id);

SELECT * FROM d ORDER BY id;
----
ID | EMAIL
2 | hidden
3 | hidden

-- a stream on a view sees what the view's policies show
CREATE VIEW v (id, email WITH MASKING POLICY hide) AS SELECT id, email FROM src;

CREATE STREAM s ON VIEW v;

INSERT INTO src VALUES (4, 'd@x');

SELECT id, email FROM s;
----
ID | EMAIL
4 | hidden

-- the schema's clone has policies of its own
SET home = CURRENT_SCHEMA();

CREATE SCHEMA elsewhere CLONE IDENTIFIER($home);

SELECT policy_schema, ref_schema_name, ref_entity_name, ref_column_name
FROM TABLE(INFORMATION_SCHEMA.POLICY_REFERENCES(POLICY_NAME => 'elsewhere.hide')) ORDER BY ref_entity_name;
----
POLICY_SCHEMA | REF_SCHEMA_NAME | REF_ENTITY_NAME | REF_COLUMN_NAME
ELSEWHERE | ELSEWHERE | D | EMAIL
ELSEWHERE | ELSEWHERE | V | EMAIL
