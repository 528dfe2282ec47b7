-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 28

CREATE TABLE t (a INT);

CREATE TABLE other (a INT);

SHOW TABLES LIKE 'T%';

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
T

SHOW TABLES LIKE 't%';

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
T

SHOW TABLES STARTS WITH 't';

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
