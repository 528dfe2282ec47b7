-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 67
-- fixture: acct

INSERT INTO acct VALUES (3,300);

ALTER STREAM st SET COMMENT = 'c';

SHOW STREAMS LIKE 'st';

SELECT "name", "comment" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | comment
ST | c

ALTER STREAM st UNSET COMMENT;

SHOW STREAMS LIKE 'st';

SELECT "name", "comment" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | comment
ST | ''

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
