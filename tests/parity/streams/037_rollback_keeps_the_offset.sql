-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 37
-- fixture: acct

INSERT INTO acct VALUES (3,300);

BEGIN;

INSERT INTO sink SELECT id, bal FROM st;

ROLLBACK;

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
