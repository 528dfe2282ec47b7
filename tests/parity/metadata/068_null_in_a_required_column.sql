-- source: error numbers and texts recorded from an account
-- case: metadata.md 11 case 68

CREATE TABLE nn (id INT, name VARCHAR NOT NULL);

INSERT INTO nn VALUES (1, NULL);
----
error 100072 (22000): DML operation to table NN failed on column NAME with error: NULL result in a non-nullable column
