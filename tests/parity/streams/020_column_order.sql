-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 20
-- fixture: acct

INSERT INTO acct VALUES (3,300);

SELECT * FROM st;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE | METADATA$ROW_ID
3 | 300 | INSERT | FALSE | ~[0-9a-f]{40}
