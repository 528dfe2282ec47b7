-- source: Snowflake documentation, "Snowflake Information Schema"
-- case: metadata.md 11 case 45

CREATE TABLE k (a INT, b INT, PRIMARY KEY (a, b));

SELECT constraint_type, enforced FROM information_schema.table_constraints WHERE table_name = 'K';
----
CONSTRAINT_TYPE | ENFORCED
PRIMARY KEY | NO
