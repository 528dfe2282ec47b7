-- source: Snowflake documentation, "Working with cursors"
-- case: scripting.md 17 case 26

CREATE TABLE inv (price NUMBER(12,2));

INSERT INTO inv VALUES (11.11),(22.22);

DECLARE p FLOAT; c CURSOR FOR SELECT price FROM inv ORDER BY 1; BEGIN OPEN c; FETCH c INTO p; FETCH c INTO p; FETCH c INTO p; CLOSE c; RETURN p; END;
----
anonymous block
NULL
