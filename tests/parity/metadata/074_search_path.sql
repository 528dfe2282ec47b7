-- source: Snowflake documentation, "Object name resolution"
-- case: metadata.md 11 case 74

CREATE SCHEMA other;

CREATE TABLE db1.public.pt (a INT);

USE SCHEMA db1.other;

SELECT COUNT(*) AS n FROM pt;
----
N
0

INSERT INTO pt VALUES (1);
----
error 002003: does not exist or not authorized.
