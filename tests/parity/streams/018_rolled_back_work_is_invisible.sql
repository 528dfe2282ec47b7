-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 18
-- fixture: acct

BEGIN;

INSERT INTO acct VALUES (3,300);

ROLLBACK;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE

SELECT id, bal, metadata$action, metadata$isupdate FROM ap ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
