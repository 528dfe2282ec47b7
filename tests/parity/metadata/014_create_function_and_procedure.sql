-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account (unconfirmed)
-- case: metadata.md 11 case 14

CREATE FUNCTION f() RETURNS INT AS '1';
----
status
Function F successfully created.

CREATE PROCEDURE p() RETURNS INT LANGUAGE SQL AS 'BEGIN RETURN 1; END';
----
status
Function P successfully created.
