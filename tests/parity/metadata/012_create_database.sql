-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 12

CREATE DATABASE d2;
----
status
Database D2 successfully created.

SELECT CURRENT_DATABASE() AS d, CURRENT_SCHEMA() AS s;
----
D | S
D2 | PUBLIC

DROP DATABASE d2;
