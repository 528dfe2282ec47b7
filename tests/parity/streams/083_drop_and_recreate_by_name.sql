-- source: Snowflake documentation, "Introduction to streams", data retention period and staleness; "Cloning considerations"
-- case: streams.md 10.5 case 83
-- fixture: acct

DROP TABLE acct;

CREATE TABLE acct (id INT, bal INT);

INSERT INTO acct VALUES (5,5);

SELECT * FROM st;
----
error

SHOW STREAMS LIKE 'st';

SELECT "table_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
table_name
No privilege or table dropped
