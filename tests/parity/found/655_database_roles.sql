-- source: "CREATE DATABASE ROLE", "GRANT DATABASE ROLE", "SHOW DATABASE ROLES", "SHOW GRANTS", "IS_DATABASE_ROLE_IN_SESSION"; USAGE on the database as live accounts show it
-- case: found case 655

CREATE DATABASE ROLE reader COMMENT = 'reads';

CREATE DATABASE ROLE writer;

CREATE DATABASE ROLE reader;
----
error 002002 (42710)

CREATE DATABASE ROLE IF NOT EXISTS reader;

CREATE OR ALTER DATABASE ROLE reader COMMENT = 'reads all';

CREATE DATABASE ROLE nowhere.reader;
----
error 002003 (02000)

CREATE ROLE analyst;

CREATE TABLE t (a INT);

INSERT INTO t VALUES (1);

GRANT USAGE ON SCHEMA s1 TO DATABASE ROLE reader;

GRANT SELECT ON ALL TABLES IN SCHEMA s1 TO DATABASE ROLE reader;

GRANT SELECT ON FUTURE TABLES IN SCHEMA s1 TO DATABASE ROLE reader;

GRANT INSERT ON TABLE t TO DATABASE ROLE writer;

GRANT DATABASE ROLE reader TO DATABASE ROLE writer;

GRANT DATABASE ROLE writer TO DATABASE ROLE reader;
----
error 001003 (42000)

GRANT DATABASE ROLE writer TO ROLE analyst;

SHOW GRANTS TO DATABASE ROLE reader;

SELECT "privilege", "granted_on", "name", "granted_to", "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 3;
----
privilege | granted_on | name | granted_to | grantee_name
USAGE | DATABASE | DB1 | DATABASE_ROLE | READER
USAGE | SCHEMA | DB1.S1 | DATABASE_ROLE | READER
SELECT | TABLE | DB1.S1.T | DATABASE_ROLE | READER

SHOW FUTURE GRANTS TO DATABASE ROLE reader;

SELECT "privilege", "grant_on", "name", "grant_to", "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
privilege | grant_on | name | grant_to | grantee_name
SELECT | TABLE | DB1.S1.<TABLE> | DATABASE_ROLE | READER

SHOW GRANTS OF DATABASE ROLE reader;

SELECT "role", "granted_to", "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
role | granted_to | grantee_name
READER | DATABASE_ROLE | WRITER

SHOW GRANTS TO ROLE analyst;

SELECT "privilege", "granted_on", "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 2;
----
privilege | granted_on | name
USAGE | DATABASE_ROLE | DB1.WRITER

SHOW DATABASE ROLES IN DATABASE db1;

SELECT "name", "granted_to_roles", "granted_to_database_roles", "granted_database_roles", "owner", "comment", "owner_role_type" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
name | granted_to_roles | granted_to_database_roles | granted_database_roles | owner | comment | owner_role_type
READER | 0 | 1 | 0 | ACCOUNTADMIN | reads all | ROLE
WRITER | 1 | 0 | 1 | ACCOUNTADMIN | '' | ROLE

GRANT ROLE analyst TO ROLE SYSADMIN;

USE ROLE analyst;

CREATE TABLE u (a INT);
----
error 003001 (42501)

INSERT INTO t VALUES (2);

SELECT COUNT(*) AS n FROM t;
----
N
2

DELETE FROM t;
----
error 003001 (42501)

SELECT IS_DATABASE_ROLE_IN_SESSION('READER') AS r, IS_DATABASE_ROLE_IN_SESSION('DB1.READER') AS full_name, IS_ROLE_IN_SESSION('READER') AS account;
----
R | FULL_NAME | ACCOUNT
TRUE | FALSE | FALSE

SELECT grantee, role_name, is_grantable FROM information_schema.applicable_roles WHERE role_name IN ('READER', 'WRITER') ORDER BY 2;
----
GRANTEE | ROLE_NAME | IS_GRANTABLE
WRITER | READER | NO
ANALYST | WRITER | NO

USE ROLE ACCOUNTADMIN;

CREATE TABLE later (a INT);

REVOKE DATABASE ROLE reader FROM DATABASE ROLE writer;

USE ROLE analyst;

SELECT * FROM later;
----
error 002003 (42S02)

USE ROLE ACCOUNTADMIN;

GRANT DATABASE ROLE reader TO ROLE analyst;

USE ROLE analyst;

SELECT COUNT(*) AS n FROM later;
----
N
0

USE ROLE reader;
----
error 002043 (02000)
