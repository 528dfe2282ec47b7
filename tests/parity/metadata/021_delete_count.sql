-- source: Snowflake documentation, "INSERT", "UPDATE", "DELETE", "MERGE"
-- case: metadata.md 11 case 21

CREATE TABLE t (id INT, v VARCHAR);

DELETE FROM t WHERE id = 999;
----
number of rows deleted
0
