-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 22
-- fixture: acct

INSERT INTO acct VALUES (3,300);

SELECT * EXCLUDE METADATA$ROW_ID FROM st;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
