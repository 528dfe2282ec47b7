-- source: Snowflake documentation, "Introduction to streams", data retention period and staleness; "Cloning considerations"
-- case: streams.md 10.5 case 85
-- fixture: acct

INSERT INTO acct VALUES (3,300);

ALTER TABLE acct ADD COLUMN note VARCHAR;

SELECT * FROM st;
----
ID | BAL | NOTE | METADATA$ACTION | METADATA$ISUPDATE | METADATA$ROW_ID
3 | 300 | NULL | INSERT | FALSE | *
