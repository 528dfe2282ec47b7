-- source: Snowflake documentation, "Working with variables"
-- case: scripting.md 17 case 13

CREATE TABLE t (x INT);

BEGIN LET price := (SELECT x FROM t); RETURN 1; END;
----
error 092228 (P0000): variable 'PRICE' cannot have its type inferred from initializer
