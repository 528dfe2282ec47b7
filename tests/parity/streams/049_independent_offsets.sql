-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 49
-- fixture: acct

INSERT INTO acct VALUES (3,300);

INSERT INTO sink SELECT id, bal FROM st;

INSERT INTO acct VALUES (4,400);

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
4 | 400 | INSERT | FALSE

SELECT id, bal, metadata$action, metadata$isupdate FROM ap ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
4 | 400 | INSERT | FALSE
