-- source: Snowflake documentation, "Working with cursors"
-- case: scripting.md 17 case 25

CREATE TABLE inv (price NUMBER(12,2));

INSERT INTO inv VALUES (11.11),(22.22);

DECLARE t FLOAT DEFAULT 0; c CURSOR FOR SELECT price FROM inv; BEGIN FOR r IN c DO t := t + r.price; END FOR; RETURN t; END;
----
anonymous block
33.33
