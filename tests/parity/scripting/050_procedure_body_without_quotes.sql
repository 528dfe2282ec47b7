-- source: Snowflake documentation, "Writing stored procedures in Snowflake Scripting"
-- case: scripting.md 17 case 50

CREATE OR REPLACE PROCEDURE area() RETURNS FLOAT LANGUAGE SQL AS DECLARE r FLOAT; BEGIN r := 3; RETURN PI() * r * r; END;
----
status
Function AREA successfully created.

CALL area();
----
AREA
~28\.274333882\d*
