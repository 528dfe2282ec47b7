-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account (unconfirmed)
-- case: metadata.md 11 case 13

CREATE STAGE st;
----
status
Stage area ST successfully created.

CREATE FILE FORMAT ff TYPE = CSV;
----
status
File format FF successfully created.

CREATE SEQUENCE sq;
----
status
Sequence SQ successfully created.
