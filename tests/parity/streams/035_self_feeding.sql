-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 35
-- fixture: acct

INSERT INTO acct VALUES (3,300);

INSERT INTO acct SELECT id + 10, bal FROM st;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
13 | 300 | INSERT | FALSE
