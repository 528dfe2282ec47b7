-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 62
-- fixture: acct

CREATE OR REPLACE STREAM IF NOT EXISTS st ON TABLE acct;
----
error

CREATE STREAM st ON TABLE acct;
----
error 002002 (42710): already exists.

INSERT INTO acct VALUES (3,300);

CREATE STREAM IF NOT EXISTS st ON TABLE acct;

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
