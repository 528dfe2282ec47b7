-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 25
-- fixture: acct

INSERT INTO acct VALUES (3,300);

INSERT INTO sink SELECT id, bal FROM st;

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL
3 | 300

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE

SELECT id, bal, metadata$action, metadata$isupdate FROM ap ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
