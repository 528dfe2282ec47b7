-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 56
-- fixture: acct

INSERT INTO acct VALUES (3,300);

SET q = LAST_QUERY_ID();

INSERT INTO acct VALUES (4,400);

CREATE STREAM sb ON TABLE acct BEFORE (STATEMENT => $q);

SELECT id, bal, metadata$action, metadata$isupdate FROM sb ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
4 | 400 | INSERT | FALSE

CREATE STREAM sa ON TABLE acct AT (STATEMENT => $q);

SELECT id, bal, metadata$action, metadata$isupdate FROM sa ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
4 | 400 | INSERT | FALSE
