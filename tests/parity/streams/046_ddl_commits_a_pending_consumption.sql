-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 46
-- fixture: acct

INSERT INTO acct VALUES (3,300);

BEGIN;

INSERT INTO sink SELECT id, bal FROM st;

CREATE TABLE c3 (x INT);

ROLLBACK;

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL
3 | 300

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
