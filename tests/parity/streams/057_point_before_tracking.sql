-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS" (observed)
-- case: streams.md 10.3 case 57
-- fixture: acct

CREATE TABLE n (id INT);

INSERT INTO n VALUES (1);

SET q = LAST_QUERY_ID();

INSERT INTO n VALUES (2);

CREATE STREAM x ON TABLE n AT (STATEMENT => $q);
----
error 091930: Change tracking is not enabled or has been missing for the time range requested on table

SHOW TABLES LIKE 'N';

SELECT "change_tracking" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
change_tracking
ON
