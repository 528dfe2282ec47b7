-- source: Snowflake documentation, "Understanding & using Time Travel", "UNDROP TABLE", "CREATE <object> ... CLONE"
-- case: streams.md 10.6 case 102
-- fixture: acct

CREATE TABLE cl CLONE acct;

INSERT INTO cl VALUES (9,9);

SELECT COUNT(*) AS n FROM acct;
----
N
2

SELECT COUNT(*) AS n FROM cl;
----
N
3

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE

DELETE FROM acct;

SET q = LAST_QUERY_ID();

CREATE TABLE cl2 CLONE acct BEFORE (STATEMENT => $q);

SELECT id, bal FROM cl2 ORDER BY id;
----
ID | BAL
1 | 100
2 | 200
