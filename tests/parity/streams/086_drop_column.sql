-- source: Snowflake documentation, "Introduction to streams", data retention period and staleness; "Cloning considerations"
-- case: streams.md 10.5 case 86
-- fixture: acct

INSERT INTO acct VALUES (3,300);

ALTER TABLE acct DROP COLUMN bal;

SELECT id FROM st;
----
ID
3

SELECT bal FROM st;
----
error 000904 (42000): invalid identifier 'BAL'

SELECT id FROM st;
----
ID
3
