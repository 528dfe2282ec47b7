-- source: Snowflake documentation, "Understanding & using Time Travel", "UNDROP TABLE", "CREATE <object> ... CLONE"
-- case: streams.md 10.6 case 99
-- fixture: acct

SELECT COUNT(*) AS n FROM acct;
----
N
2

SET q = LAST_QUERY_ID();

ALTER TABLE acct ADD COLUMN note VARCHAR;

UPDATE acct SET note = 'new';

SELECT id, bal, note FROM acct AT (STATEMENT => $q) ORDER BY id;
----
ID | BAL | NOTE
1 | 100 | NULL
2 | 200 | NULL
