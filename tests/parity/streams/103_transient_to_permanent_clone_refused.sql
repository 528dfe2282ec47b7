-- source: Snowflake documentation, "Understanding & using Time Travel", "UNDROP TABLE", "CREATE <object> ... CLONE"
-- case: streams.md 10.6 case 103
-- fixture: acct

CREATE TRANSIENT TABLE tr (id INT);

CREATE TABLE permanent CLONE tr;
----
error
