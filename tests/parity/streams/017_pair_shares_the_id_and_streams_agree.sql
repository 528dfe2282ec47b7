-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 17
-- fixture: acct

INSERT INTO acct VALUES (3,300);

UPDATE acct SET bal = 101 WHERE id = 1;

SELECT id, COUNT(*) AS records, COUNT(DISTINCT metadata$row_id) AS ids FROM st GROUP BY id ORDER BY id;
----
ID | RECORDS | IDS
1 | 2 | 1
3 | 1 | 1

SELECT st.id, st.metadata$row_id = ap.metadata$row_id AS same FROM st JOIN ap ON st.id = ap.id;
----
ID | SAME
3 | TRUE
