-- source: Snowflake documentation, "Object name resolution"
-- case: metadata.md 11 case 75

CREATE TABLE db1.public.pt (a INT);

INSERT INTO db1.public.pt VALUES (5);

SELECT * FROM db1..pt;
----
A
5
