-- source: "ACCESS_HISTORY view", usage notes of object_modified_by_ddl; "Access History", objects modified by DDL
-- case: found case 717

CREATE VIEW told AS SELECT query_id, object_modified_by_ddl:objectDomain::VARCHAR AS domain, SPLIT_PART(object_modified_by_ddl:objectName, '.', 3) AS name, object_modified_by_ddl:operationType::VARCHAR AS operation, object_modified_by_ddl:properties AS properties FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY WHERE object_modified_by_ddl IS NOT NULL;

CREATE TAG pii ALLOWED_VALUES 'sensitive', 'public';

SELECT domain, name, operation, properties:allowedValues:public:subOperationType::VARCHAR AS public FROM told WHERE query_id = LAST_QUERY_ID();
----
DOMAIN | NAME | OPERATION | PUBLIC
TAG | PII | CREATE | ADD

CREATE TAG free;

SELECT operation, properties FROM told WHERE query_id = LAST_QUERY_ID();
----
OPERATION | PROPERTIES
CREATE | {}

CREATE MASKING POLICY email_mask AS (v VARCHAR) RETURNS VARCHAR -> '*';

SELECT domain, operation, properties:policyBody:value::VARCHAR AS body FROM told WHERE query_id = LAST_QUERY_ID();
----
DOMAIN | OPERATION | BODY
MASKING_POLICY | CREATE | '*'

CREATE TABLE user_info (email VARCHAR WITH MASKING POLICY email_mask WITH TAG (pii = 'sensitive')) WITH TAG (pii = 'public');

SELECT domain, operation, e.value:subOperationType::VARCHAR AS added, t.value:tagValue:value::VARCHAR AS of_column, SPLIT_PART(m.key, '.', 3) AS mask, o.value:tagValue:value::VARCHAR AS of_table FROM told, LATERAL FLATTEN(properties:columns) e, LATERAL FLATTEN(e.value:tags) t, LATERAL FLATTEN(e.value:maskingPolicies) m, LATERAL FLATTEN(properties:tags) o WHERE query_id = LAST_QUERY_ID();
----
DOMAIN | OPERATION | ADDED | OF_COLUMN | MASK | OF_TABLE
Table | CREATE | ADD | sensitive | EMAIL_MASK | public

ALTER TAG pii SET MASKING POLICY email_mask;

SELECT domain, operation, m.value:subOperationType::VARCHAR AS sub, SPLIT_PART(m.key, '.', 3) AS mask FROM told, LATERAL FLATTEN(properties:maskingPolicies) m WHERE query_id = LAST_QUERY_ID();
----
DOMAIN | OPERATION | SUB | MASK
TAG | ALTER | ADD | EMAIL_MASK

ALTER TABLE user_info MODIFY COLUMN email UNSET TAG pii;

SELECT operation, t.value:subOperationType::VARCHAR AS sub, SPLIT_PART(t.key, '.', 3) AS tag FROM told, LATERAL FLATTEN(properties:columns:EMAIL:tags) t WHERE query_id = LAST_QUERY_ID();
----
OPERATION | SUB | TAG
ALTER | DROP | PII

ALTER TABLE user_info ADD COLUMN n INT;

SELECT operation, properties:columns:N:subOperationType::VARCHAR AS sub FROM told WHERE query_id = LAST_QUERY_ID();
----
OPERATION | SUB
ALTER | ADD

ALTER TABLE user_info DROP COLUMN n;

SELECT operation, properties:columns:N:subOperationType::VARCHAR AS sub FROM told WHERE query_id = LAST_QUERY_ID();
----
OPERATION | SUB
ALTER | DROP

ALTER TABLE user_info RENAME TO t2;

SELECT name, operation, SPLIT_PART(properties:objectName:value, '.', 3) AS renamed FROM told WHERE query_id = LAST_QUERY_ID();
----
NAME | OPERATION | RENAMED
USER_INFO | ALTER | T2

CREATE TABLE t3 (a INT);

ALTER TABLE t2 SWAP WITH t3;

SELECT name, operation, properties:swapTargetDomain:value::VARCHAR AS domain, SPLIT_PART(properties:swapTargetName:value, '.', 3) AS other FROM told WHERE query_id = LAST_QUERY_ID() ORDER BY 1;
----
NAME | OPERATION | DOMAIN | OTHER
T2 | ALTER | Table | T3
T3 | ALTER | Table | T2

DROP TABLE t2;

SELECT name, operation, properties FROM told WHERE query_id = LAST_QUERY_ID();
----
NAME | OPERATION | PROPERTIES
T2 | DROP | {}

UNDROP TABLE t2;

SELECT name, operation, properties FROM told WHERE query_id = LAST_QUERY_ID();
----
NAME | OPERATION | PROPERTIES
T2 | UNDROP | {}

CREATE OR REPLACE TABLE t2 (b INT);

SELECT operation, OBJECT_KEYS(properties:columns) AS columns FROM told WHERE query_id = LAST_QUERY_ID();
----
OPERATION | COLUMNS
REPLACE | ["B"]

CREATE SEQUENCE seq START = 2 INCREMENT = 7 COMMENT = 'Comment on sequence';

SELECT domain, name, operation, properties:start:value::VARCHAR AS start_value, properties:increment:value::VARCHAR AS step, properties:comment:value::VARCHAR AS remark FROM told WHERE query_id = LAST_QUERY_ID();
----
DOMAIN | NAME | OPERATION | START_VALUE | STEP | REMARK
Sequence | SEQ | CREATE | 2 | 7 | Comment on sequence

CREATE TABLE made AS SELECT b FROM t2;

SELECT h.object_modified_by_ddl:operationType::VARCHAR AS operation, h.objects_modified[0]:columns[0]:columnName::VARCHAR AS written FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY h WHERE query_id = LAST_QUERY_ID();
----
OPERATION | WRITTEN
CREATE | B
