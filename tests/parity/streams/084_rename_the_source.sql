-- source: Snowflake documentation, "Introduction to streams", data retention period and staleness; "Cloning considerations"
-- case: streams.md 10.5 case 84
-- fixture: acct

ALTER TABLE acct RENAME TO acct2;

INSERT INTO acct2 VALUES (3,300);

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE

SHOW STREAMS LIKE 'st';

SELECT "table_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
table_name
DB1.S1.ACCT2
