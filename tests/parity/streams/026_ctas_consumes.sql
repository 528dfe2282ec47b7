-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 26
-- fixture: acct

INSERT INTO acct VALUES (3,300);

CREATE TABLE c1 AS SELECT id FROM st;

SELECT id FROM c1;
----
ID
3

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
