-- source: Snowflake documentation, "SHOW GRANTS" (syntax, variants), "CREATE <object> … CLONE" (database roles)
-- case: found case 761

CREATE ROLE analyst;

CREATE TABLE t (a INT);

CREATE FUNCTION f(x INT, y VARCHAR) RETURNS INT AS 'x';

CREATE PROCEDURE p() RETURNS INT LANGUAGE SQL AS 'BEGIN RETURN 1; END';

GRANT USAGE ON FUNCTION f(INT, VARCHAR) TO ROLE analyst;

GRANT USAGE ON PROCEDURE p() TO ROLE analyst;

SHOW GRANTS ON FUNCTION f(INT, VARCHAR);

SELECT "privilege", "granted_on", "granted_to", "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE "privilege" = 'USAGE';
----
privilege | granted_on | granted_to | grantee_name
USAGE | FUNCTION | ROLE | ANALYST

SHOW GRANTS ON PROCEDURE p();

SELECT "privilege", "granted_on", "granted_to", "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE "privilege" = 'USAGE';
----
privilege | granted_on | granted_to | grantee_name
USAGE | PROCEDURE | ROLE | ANALYST

SHOW GRANTS ON FUNCTION f(VARCHAR);
----
error 002003

SHOW GRANTS ON TABLE IDENTIFIER('t') LIMIT 1;

SELECT "privilege", "granted_on", "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
privilege | granted_on | name
OWNERSHIP | TABLE | DB1.S1.T

SHOW GRANTS TO ROLE analyst LIMIT 1;

SELECT COUNT(*) AS n FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
N
1

GRANT SELECT ON FUTURE TABLES IN SCHEMA s1 TO ROLE analyst;

GRANT SELECT ON FUTURE VIEWS IN SCHEMA s1 TO ROLE analyst;

SHOW FUTURE GRANTS IN SCHEMA db1.s1 LIMIT 1;

SELECT "privilege", "grant_to", "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
privilege | grant_to | grantee_name
SELECT | ROLE | ANALYST

SHOW FUTURE GRANTS;
----
error 001003

CREATE DATABASE ROLE reader COMMENT = 'reads';

GRANT USAGE ON SCHEMA s1 TO DATABASE ROLE reader;

CREATE DATABASE ROLE second CLONE reader;

CREATE DATABASE ROLE second CLONE reader;
----
error 002002

SHOW DATABASE ROLES LIKE 'second' IN DATABASE db1;

SELECT "name", "comment" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | comment
SECOND | reads

SHOW GRANTS ON DATABASE ROLE second;

SELECT "privilege", "granted_on" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
privilege | granted_on
OWNERSHIP | DATABASE_ROLE

CREATE ROLE other CLONE analyst;
----
error

SHOW GRANTS OF USER nobody;
----
error
