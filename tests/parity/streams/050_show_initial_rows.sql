-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS" (observed)
-- case: streams.md 10.3 case 50
-- fixture: acct

CREATE STREAM si ON TABLE acct SHOW_INITIAL_ROWS = TRUE;

SELECT id, bal, metadata$action, metadata$isupdate FROM si ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | INSERT | FALSE
2 | 200 | INSERT | FALSE

DELETE FROM acct WHERE id = 1;

SELECT id, bal, metadata$action, metadata$isupdate FROM si ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | INSERT | FALSE
2 | 200 | INSERT | FALSE

INSERT INTO sink SELECT id, bal FROM si;

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL
1 | 100
2 | 200

SELECT id, bal, metadata$action, metadata$isupdate FROM si ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 100 | DELETE | FALSE
