-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 14
-- fixture: acct

MERGE INTO acct a USING (SELECT 2 id) d ON a.id = d.id WHEN MATCHED THEN DELETE;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
2 | 200 | DELETE | FALSE
