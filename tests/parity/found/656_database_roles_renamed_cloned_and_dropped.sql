-- source: "ALTER DATABASE ROLE", "DROP DATABASE ROLE", "CREATE <object> … CLONE", "Cloning considerations", "UNDROP DATABASE"
-- case: found case 656

CREATE DATABASE d;

CREATE TABLE d.public.t (a INT);

CREATE DATABASE ROLE d.reader;

CREATE DATABASE ROLE d.all_of_it;

GRANT DATABASE ROLE d.reader TO DATABASE ROLE d.all_of_it;

GRANT SELECT ON TABLE d.public.t TO DATABASE ROLE d.reader;

CREATE ROLE analyst;

GRANT DATABASE ROLE d.reader TO ROLE analyst;

ALTER DATABASE ROLE d.reader RENAME TO d.readers;

ALTER DATABASE ROLE d.reader SET COMMENT = 'gone';
----
error 002003 (42S02)

ALTER DATABASE ROLE IF EXISTS d.reader SET COMMENT = 'gone';

ALTER DATABASE ROLE d.readers RENAME TO d.all_of_it;
----
error 002002 (42710)

ALTER DATABASE ROLE d.readers SET COMMENT = 'who reads';

CREATE TAG d.public.team;

ALTER DATABASE ROLE d.readers SET TAG d.public.team = 'sales';

SELECT SYSTEM$GET_TAG('d.public.team', 'd.readers', 'DATABASE ROLE') AS v;
----
V
sales

CREATE DATABASE e CLONE d;

SHOW GRANTS TO DATABASE ROLE e.readers;

SELECT "privilege", "granted_on", "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 2;
----
privilege | granted_on | name
USAGE | DATABASE | E
SELECT | TABLE | E.PUBLIC.T

SHOW GRANTS TO DATABASE ROLE e.all_of_it;

SELECT "granted_on", "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
granted_on | name
DATABASE | E
DATABASE_ROLE | E.READERS

SHOW GRANTS ON TABLE e.public.t;

SELECT "privilege", "granted_to", "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
privilege | granted_to | grantee_name
OWNERSHIP | ROLE | ACCOUNTADMIN
SELECT | DATABASE_ROLE | READERS

ALTER DATABASE d RENAME TO f;

SHOW GRANTS TO ROLE analyst;

SELECT "granted_on", "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 2;
----
granted_on | name
DATABASE_ROLE | E.READERS
DATABASE_ROLE | F.READERS

DROP DATABASE f;

SHOW GRANTS TO ROLE analyst;

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
E.READERS

UNDROP DATABASE f;

SHOW GRANTS TO ROLE analyst;

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
name
E.READERS
F.READERS

DROP DATABASE ROLE f.readers;

DROP DATABASE ROLE f.readers;
----
error 002003 (42S02)

DROP DATABASE ROLE IF EXISTS f.readers;

SHOW GRANTS TO ROLE analyst;

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
E.READERS

GRANT SELECT ON TABLE f.public.t TO DATABASE ROLE e.readers;
----
error 000002 (0A000)

GRANT DATABASE ROLE f.all_of_it TO DATABASE ROLE e.readers;
----
error 000002 (0A000)

GRANT ROLE analyst TO DATABASE ROLE e.readers;
----
error 001003 (42000)

SHOW DATABASE ROLES;
----
error 001003 (42000)

SHOW DATABASE ROLES IN DATABASE nowhere;
----
error 002043 (02000)

SELECT CONTAINS(GET_DDL('DATABASE', 'E'), 'create or replace DATABASE ROLE E.READERS COMMENT=''who reads'';') AS found;
----
FOUND
TRUE
