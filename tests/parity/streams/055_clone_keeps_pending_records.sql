-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 55
-- fixture: acct

INSERT INTO acct VALUES (3,300);

CREATE STREAM s3 CLONE st;

SELECT id, bal, metadata$action, metadata$isupdate FROM s3 ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE

INSERT INTO sink SELECT id, bal FROM st;

SELECT id, bal, metadata$action, metadata$isupdate FROM s3 ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
