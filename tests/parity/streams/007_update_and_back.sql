-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams (observed)
-- case: streams.md 10.1 case 7
-- fixture: acct

UPDATE acct SET bal = 101 WHERE id = 1;

UPDATE acct SET bal = 100 WHERE id = 1;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
