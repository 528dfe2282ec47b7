-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams (unconfirmed)
-- case: streams.md 10.1 case 12
-- fixture: acct

INSERT OVERWRITE INTO acct VALUES (1,100),(9,900);

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | DELETE | FALSE
1 | 100 | INSERT | FALSE
2 | 200 | DELETE | FALSE
9 | 900 | INSERT | FALSE

SELECT id, bal, metadata$action, metadata$isupdate FROM ap ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | INSERT | FALSE
9 | 900 | INSERT | FALSE
