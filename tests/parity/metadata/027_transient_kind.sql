-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 27

CREATE TRANSIENT TABLE tr (a INT);

SHOW TABLES LIKE 'tr';

SELECT "name", "kind" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | kind
TR | TRANSIENT

SHOW OBJECTS LIKE 'TR';

SELECT "name", "kind" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | kind
TR | TABLE
