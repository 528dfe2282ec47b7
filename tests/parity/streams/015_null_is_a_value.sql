-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 15
-- fixture: acct

UPDATE acct SET bal = NULL WHERE id = 1;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | DELETE | TRUE
1 | NULL | INSERT | TRUE

UPDATE acct SET bal = NULL WHERE id = 1;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | DELETE | TRUE
1 | NULL | INSERT | TRUE
