-- source: "ALTER ROLE", "UNDROP TABLE"
-- case: found case 657

CREATE ROLE builder;

CREATE ROLE reader;

GRANT ROLE reader TO ROLE builder;

GRANT ROLE builder TO ROLE SYSADMIN;

GRANT USAGE ON DATABASE db1 TO ROLE builder;

GRANT USAGE, CREATE TABLE ON SCHEMA s1 TO ROLE builder;

USE ROLE builder;

CREATE TABLE t (a INT);

GRANT SELECT ON TABLE t TO ROLE reader;

USE ROLE ACCOUNTADMIN;

ALTER ROLE builder RENAME TO maker;

SHOW GRANTS ON TABLE t;

SELECT "privilege", "grantee_name", "granted_by" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
privilege | grantee_name | granted_by
OWNERSHIP | MAKER | MAKER
SELECT | READER | MAKER

SHOW GRANTS OF ROLE reader;

SELECT "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
grantee_name
MAKER

USE ROLE builder;
----
error 002043 (02000)

USE ROLE maker;

INSERT INTO t VALUES (1);

USE ROLE ACCOUNTADMIN;

ALTER ROLE maker RENAME TO reader;
----
error 002002 (42710)

ALTER ROLE maker RENAME TO SYSADMIN;
----
error 002002 (42710)

ALTER ROLE SYSADMIN RENAME TO other;
----
error 003001 (42501)

CREATE OR ALTER ROLE maker COMMENT = 'makes';

COMMENT ON ROLE reader IS 'reads';

SHOW ROLES LIKE '%e%r';

SELECT "name", "comment" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE "name" IN ('MAKER', 'READER') ORDER BY 1;
----
name | comment
MAKER | makes
READER | reads

DROP TABLE t;

DROP ROLE maker;

UNDROP TABLE t;

SHOW GRANTS ON TABLE t;

SELECT "privilege", "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
privilege | grantee_name
OWNERSHIP | ACCOUNTADMIN
SELECT | READER
