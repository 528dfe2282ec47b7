-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 31
-- fixture: acct

INSERT INTO acct VALUES (3,300);

INSERT INTO sink SELECT 'x', bal FROM st;
----
error 100038 (22018): Numeric value 'x' is not recognized

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
