-- source: Snowflake documentation, "Working with loops" (labels called INNER and OUTER)
-- case: found case 787

BEGIN LET turns := 0; LET rounds := 0; LOOP LOOP turns := turns + 1; IF (turns < 4) THEN CONTINUE OUTER; END IF; BREAK OUTER; END LOOP INNER; rounds := rounds + 1; END LOOP OUTER; RETURN turns || ' ' || rounds; END;
----
anonymous block
4 0

BEGIN LET n := 0; FOR i IN 1 TO 3 DO FOR j IN 1 TO 3 DO n := n + 1; CONTINUE LEFT; END FOR; END FOR LEFT; RETURN n; END;
----
anonymous block
3
