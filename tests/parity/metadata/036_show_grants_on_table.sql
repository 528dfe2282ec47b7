-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 36

CREATE TABLE t (a INT);

SHOW GRANTS ON TABLE t;
----
created_on | privilege | granted_on | name | granted_to | grantee_name | grant_option | granted_by | granted_by_role_type
* | OWNERSHIP | TABLE | DB1.S1.T | ROLE | * | * | * | ROLE
