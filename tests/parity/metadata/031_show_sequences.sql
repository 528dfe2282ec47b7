-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 31

CREATE SEQUENCE sq;

SHOW SEQUENCES;
----
name | database_name | schema_name | next_value | interval | created_on | owner | comment | owner_role_type | ordered
SQ | DB1 | S1 | 1 | 1 | * | * | '' | ROLE | *
