-- source: Snowflake documentation, "Working with cursors"
-- case: scripting.md 17 case 27

CREATE TABLE inv2 (id INT, price NUMBER(12,2));

INSERT INTO inv2 VALUES (1,11.11),(2,22.22);

DECLARE id INT; lo NUMBER(13,2) DEFAULT 22; hi NUMBER(13,2) DEFAULT 33; c CURSOR FOR SELECT id FROM inv2 WHERE price > ? AND price < ?; BEGIN OPEN c USING (lo, hi); FETCH c INTO id; RETURN id; END;
----
anonymous block
2
