-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 13
-- fixture: acct

MERGE INTO acct a USING (SELECT 1 id, 111 bal UNION ALL SELECT 5, 500) d ON a.id = d.id
WHEN MATCHED THEN UPDATE SET a.bal = d.bal
WHEN NOT MATCHED THEN INSERT VALUES (d.id, d.bal);

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | DELETE | TRUE
1 | 111 | INSERT | TRUE
5 | 500 | INSERT | FALSE

SELECT id, bal, metadata$action, metadata$isupdate FROM ap ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
5 | 500 | INSERT | FALSE
