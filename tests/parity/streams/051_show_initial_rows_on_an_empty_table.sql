-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS" (observed)
-- case: streams.md 10.3 case 51
-- fixture: acct

CREATE TABLE e (id INT, bal INT);

CREATE STREAM se ON TABLE e SHOW_INITIAL_ROWS = TRUE;

INSERT INTO e VALUES (1,1);

SELECT id, bal, metadata$action, metadata$isupdate FROM se ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE

INSERT INTO sink SELECT id, bal FROM se;

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL

SELECT id, bal, metadata$action, metadata$isupdate FROM se ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
1 | 1 | INSERT | FALSE
