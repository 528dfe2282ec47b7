-- source: Snowflake documentation, "SYSTEM$STREAM_HAS_DATA", "CHANGES"
-- case: streams.md 10.6 case 96
-- fixture: acct

INSERT INTO acct VALUES (3,300);

CREATE TABLE k AS SELECT id FROM acct CHANGES (INFORMATION => DEFAULT) AT (STREAM => 'st');

SELECT id FROM k;
----
ID
3

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
