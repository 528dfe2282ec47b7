-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams (observed)
-- case: streams.md 10.1 case 9
-- fixture: acct

DELETE FROM acct WHERE id = 1;

INSERT INTO acct VALUES (1,100);

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | DELETE | FALSE
1 | 100 | INSERT | FALSE

SELECT COUNT(DISTINCT metadata$row_id) AS ids FROM st;
----
IDS
2

SELECT id, bal, metadata$action, metadata$isupdate FROM ap ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | INSERT | FALSE
