-- source: Snowflake documentation, "Snowflake Information Schema"
-- case: metadata.md 11 case 44

CREATE TABLE d (c1 INT PRIMARY KEY, c2 INT, c3 INT UNIQUE, c4 VARCHAR(30) DEFAULT 'n/a' COMMENT 'x');

SELECT column_name, data_type, character_maximum_length FROM information_schema.columns WHERE table_name = 'D' ORDER BY ordinal_position;
----
COLUMN_NAME | DATA_TYPE | CHARACTER_MAXIMUM_LENGTH
C1 | NUMBER | NULL
C2 | NUMBER | NULL
C3 | NUMBER | NULL
C4 | TEXT | 30
