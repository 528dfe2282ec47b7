-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 16
-- fixture: acct

UPDATE acct SET id = 10 WHERE id = 1;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | DELETE | TRUE
10 | 100 | INSERT | TRUE

SELECT COUNT(DISTINCT metadata$row_id) AS ids FROM st;
----
IDS
1
