-- source: ACCOUNT_USAGE views OBJECT_DEPENDENCIES, SEQUENCES, FILE_FORMATS, PROCEDURES, REFERENTIAL_CONSTRAINTS,
-- MASKING_POLICIES, ROW_ACCESS_POLICIES; "GET_OBJECT_REFERENCES"
-- case: found case 507

CREATE TABLE p(id INT PRIMARY KEY);

CREATE TABLE t(a INT, b INT, CONSTRAINT to_p FOREIGN KEY (b) REFERENCES p(id));

CREATE FUNCTION twice(x INT) RETURNS INT AS 'x * 2';

CREATE FUNCTION twice(x INT, y INT) RETURNS INT AS 'x * y';

CREATE FUNCTION ids() RETURNS TABLE (id INT) AS 'SELECT id FROM p';

CREATE VIEW v AS WITH p AS (SELECT 1 AS one) SELECT twice(a) AS a, UPPER('x') AS u FROM t, p;

CREATE VIEW w AS SELECT * FROM v JOIN TABLE(ids()) i ON i.id = v.a;

CREATE MATERIALIZED VIEW m AS SELECT a FROM t;

SELECT referencing_object_name AS by_whom, referencing_object_domain AS kind, referenced_object_name AS what, referenced_object_domain AS what_kind, dependency_type FROM SNOWFLAKE.ACCOUNT_USAGE.OBJECT_DEPENDENCIES WHERE referencing_database = CURRENT_DATABASE() ORDER BY 1, 3;
----
BY_WHOM | KIND | WHAT | WHAT_KIND | DEPENDENCY_TYPE
IDS | FUNCTION | P | TABLE | BY_NAME
M | MATERIALIZED VIEW | T | TABLE | BY_NAME_AND_ID
V | VIEW | T | TABLE | BY_NAME
V | VIEW | TWICE | FUNCTION | BY_NAME
W | VIEW | IDS | FUNCTION | BY_NAME
W | VIEW | V | VIEW | BY_NAME

SELECT COUNT(*) AS n FROM SNOWFLAKE.ACCOUNT_USAGE.OBJECT_DEPENDENCIES d JOIN SNOWFLAKE.ACCOUNT_USAGE.TABLES t ON t.table_id = d.referenced_object_id WHERE d.referencing_database = CURRENT_DATABASE() AND d.referencing_object_name = 'V';
----
N
1

SET (db, sc) = (CURRENT_DATABASE(), CURRENT_SCHEMA());

SELECT view_name, referenced_object_name, referenced_object_type FROM TABLE(GET_OBJECT_REFERENCES(database_name => $db, schema_name => $sc, object_name => 'v')) ORDER BY 2;
----
VIEW_NAME | REFERENCED_OBJECT_NAME | REFERENCED_OBJECT_TYPE
V | T | TABLE
V | TWICE | FUNCTION

SELECT * FROM TABLE(GET_OBJECT_REFERENCES(database_name => $db, schema_name => $sc, object_name => 'nothing'));
----
error 002003 (42S02)

CREATE SEQUENCE s START 5 INCREMENT 2;

SELECT sequence_name, next_value, increment, deleted, owner_role_type FROM SNOWFLAKE.ACCOUNT_USAGE.SEQUENCES WHERE sequence_catalog = $db;
----
SEQUENCE_NAME | NEXT_VALUE | INCREMENT | DELETED | OWNER_ROLE_TYPE
S | 5 | 2 | NULL | ROLE

CREATE FILE FORMAT f TYPE = CSV SKIP_HEADER = 2 TRIM_SPACE = TRUE;

SELECT file_format_name, file_format_type, skip_header + 1 AS n, NOT trim_space AS keeps FROM SNOWFLAKE.ACCOUNT_USAGE.FILE_FORMATS WHERE file_format_catalog = $db;
----
FILE_FORMAT_NAME | FILE_FORMAT_TYPE | N | KEEPS
F | CSV | 3 | FALSE

CREATE PROCEDURE pr(x INT) RETURNS VARCHAR LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python') HANDLER = 'f' AS 'def f(session, x): return str(x)';

SELECT procedure_name, argument_signature, data_type, procedure_language, runtime_version, packages FROM SNOWFLAKE.ACCOUNT_USAGE.PROCEDURES WHERE procedure_catalog = $db;
----
PROCEDURE_NAME | ARGUMENT_SIGNATURE | DATA_TYPE | PROCEDURE_LANGUAGE | RUNTIME_VERSION | PACKAGES
PR | (X NUMBER) | VARCHAR(16777216) | PYTHON | 3.11 | [snowflake-snowpark-python]

SELECT constraint_name, unique_constraint_schema = $sc AS here, delete_rule FROM SNOWFLAKE.ACCOUNT_USAGE.REFERENTIAL_CONSTRAINTS WHERE constraint_catalog = $db;
----
CONSTRAINT_NAME | HERE | DELETE_RULE
TO_P | TRUE | NO ACTION

CREATE MASKING POLICY hide AS (v INT) RETURNS INT -> NULL COMMENT = 'hides';

CREATE ROW ACCESS POLICY own_rows AS (v INT) RETURNS BOOLEAN -> v > 0;

SELECT policy_name, policy_signature, policy_return_type, policy_body, policy_comment, options FROM SNOWFLAKE.ACCOUNT_USAGE.MASKING_POLICIES WHERE policy_catalog = $db;
----
POLICY_NAME | POLICY_SIGNATURE | POLICY_RETURN_TYPE | POLICY_BODY | POLICY_COMMENT | OPTIONS
HIDE | (V NUMBER) | NUMBER(38,0) | NULL | "hides" | NULL

SELECT policy_name, policy_body FROM SNOWFLAKE.ACCOUNT_USAGE.ROW_ACCESS_POLICIES WHERE policy_catalog = $db;
----
POLICY_NAME | POLICY_BODY
OWN_ROWS | v > 0
