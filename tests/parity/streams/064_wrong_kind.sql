-- source: Snowflake documentation, "CREATE STREAM", "SHOW STREAMS"
-- case: streams.md 10.3 case 64
-- fixture: acct

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = compute_wh AS SELECT id, bal FROM acct;

CREATE STREAM x ON TABLE d;
----
error 002203 (42601): Object found is of type 'DYNAMIC_TABLE', not specified type 'TABLE'.
