-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 45
-- fixture: acct

INSERT INTO acct VALUES (3,300);

BEGIN;

CREATE TABLE c2 AS SELECT id FROM st;

ROLLBACK;

SELECT id FROM c2;
----
ID
3

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
