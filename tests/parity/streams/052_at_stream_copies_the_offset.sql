-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 52
-- fixture: acct

INSERT INTO acct VALUES (3,300);

CREATE STREAM s2 ON TABLE acct AT (STREAM => 'st');

SELECT id, bal, metadata$action, metadata$isupdate FROM s2 ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE

INSERT INTO sink SELECT id, bal FROM s2;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE

SELECT id, bal, metadata$action, metadata$isupdate FROM s2 ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
