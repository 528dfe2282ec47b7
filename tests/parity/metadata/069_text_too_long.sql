-- source: error numbers and texts recorded from an account
-- case: metadata.md 11 case 69

CREATE TABLE tl (name VARCHAR(3));

INSERT INTO tl VALUES ('abcdefgh');
----
error 100078 (22000): String 'abcdefgh' is too long and would be truncated
