-- source: Snowflake documentation, "SHOW <objects>", behavior changes of 2025: bind variables in LIKE and LIMIT
-- case: found case 790

CREATE TABLE shown_one (a INT);
----
status
Table SHOWN_ONE successfully created.

CREATE TABLE shown_two (a INT);
----
status
Table SHOWN_TWO successfully created.

DECLARE pattern VARCHAR DEFAULT 'shown%'; most INT DEFAULT 1; n INT; BEGIN SHOW TABLES LIKE :pattern LIMIT :most; SELECT COUNT(*) INTO :n FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())); RETURN n; END;
----
anonymous block
1

DECLARE most VARCHAR DEFAULT 'one'; BEGIN SHOW TABLES LIMIT :most; END;
----
error 001003 (42000)
