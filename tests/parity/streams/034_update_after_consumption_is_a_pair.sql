-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 34
-- fixture: acct

INSERT INTO acct VALUES (3,300);

INSERT INTO sink SELECT id, bal FROM st;

UPDATE acct SET bal = 301 WHERE id = 3;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | DELETE | TRUE
3 | 301 | INSERT | TRUE
