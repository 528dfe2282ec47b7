-- source: Snowflake documentation, "SQL variables"
-- case: scripting.md 17 case 60

CREATE TABLE inv2 (id INT, price NUMBER(12,2));

INSERT INTO inv2 VALUES (1,11.11),(2,22.22);

SET tn = 'inv2';

SELECT COUNT(*) AS n FROM IDENTIFIER($tn);
----
N
2
