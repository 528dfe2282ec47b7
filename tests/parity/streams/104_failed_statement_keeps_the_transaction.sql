-- source: Snowflake documentation, "Transactions", "LAST_QUERY_ID"
-- case: streams.md 10.6 case 104
-- fixture: acct

BEGIN;

INSERT INTO sink VALUES (1,1);

INSERT INTO sink VALUES ('bad',1);
----
error 100038 (22018): Numeric value 'bad' is not recognized

INSERT INTO sink VALUES (2,2);

COMMIT;

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL
1 | 1
2 | 2
