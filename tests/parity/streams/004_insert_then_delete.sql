-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 4
-- fixture: acct

INSERT INTO acct VALUES (3,300);

DELETE FROM acct WHERE id = 3;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE

SELECT id, bal, metadata$action, metadata$isupdate FROM ap ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
