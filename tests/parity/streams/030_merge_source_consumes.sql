-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 30
-- fixture: acct

INSERT INTO acct VALUES (3,300);

MERGE INTO sink k USING st s ON k.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.bal);

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL
3 | 300

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
