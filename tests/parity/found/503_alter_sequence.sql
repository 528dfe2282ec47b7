-- source: "ALTER SEQUENCE": INCREMENT, ORDER | NOORDER; the next value is that of the old increment
-- case: found case 503

CREATE SEQUENCE s START 1 INCREMENT 1 ORDER COMMENT = 'first';

SELECT s.NEXTVAL AS a;
----
A
1

SELECT s.NEXTVAL AS a;
----
A
2

ALTER SEQUENCE s SET INCREMENT = -4 COMMENT = 'down';

SELECT s.NEXTVAL AS a;
----
A
3

SELECT s.NEXTVAL AS a;
----
A
-1

ALTER SEQUENCE s INCREMENT BY 10;

ALTER SEQUENCE s SET NOORDER;

SHOW SEQUENCES LIKE 'S' ->> SELECT "next_value", "interval", "comment", "ordered" FROM $1;
----
next_value | interval | comment | ordered
-5 | 10 | down | N

SELECT s.NEXTVAL AS a, s.NEXTVAL AS b;
----
A | B
-5 | 5

ALTER SEQUENCE s SET INCREMENT = 0;
----
error 001008

SHOW SEQUENCES LIKE 'S' ->> SELECT "next_value", "interval" FROM $1;
----
next_value | interval
15 | 10

ALTER SEQUENCE IF EXISTS nothing SET INCREMENT = 2;
