-- source: "CREATE | ALTER TABLE … CONSTRAINT", constraint properties: changing a default other than RELY leaves the constraint out
-- case: found case 14

CREATE TABLE o (k INT PRIMARY KEY);

CREATE TABLE t (a INT, b INT PRIMARY KEY ENFORCED, FOREIGN KEY (a) REFERENCES o (k) ON DELETE CASCADE, UNIQUE (a) RELY);

SELECT constraint_type, rely FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS WHERE table_name = 'T';
----
CONSTRAINT_TYPE | RELY
UNIQUE | YES

INSERT INTO t (b) VALUES (NULL);
----
number of rows inserted
1
