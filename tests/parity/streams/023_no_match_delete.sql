-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 23
-- fixture: acct

DELETE FROM acct WHERE id = 99;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
