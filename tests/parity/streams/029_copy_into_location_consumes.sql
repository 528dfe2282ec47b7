-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 29
-- fixture: acct

CREATE STAGE stg;

INSERT INTO acct VALUES (3,300);

COPY INTO @stg/out FROM (SELECT id, bal FROM st);

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
