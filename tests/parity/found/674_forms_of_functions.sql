-- source: Snowflake SQL reference: REGEXP_INSTR, MD5_NUMBER, TRUNC (for dates and times), MONTHS_BETWEEN, TO_DECIMAL, ENCRYPT, MAP_CONTAINS_KEY, MAP_INSERT, CHECK_XML, PARSE_XML, SYSTEM$TYPEOF
-- case: found case 674

SELECT REGEXP_INSTR('id=7;id=42;', 'id=(\\d+)', 1, 2, 0, 'e') AS starts, REGEXP_INSTR('id=7;id=42;', 'id=(\\d+)', 1, 2, 1, 'e') AS after, REGEXP_INSTR('id=7;id=42;', 'id=(\\d+)', 1, 2) AS whole, REGEXP_INSTR('a1b2', '([a-z])(\\d)', 1, 2, 0, 'e', 2) AS second, REGEXP_INSTR('none', 'id=(\\d+)', 1, 1, 0, 'e') AS absent;
----
STARTS | AFTER | WHOLE | SECOND | ABSENT
9 | 11 | 6 | 4 | 0

SELECT REGEXP_INSTR('ab', '(a(b))', 1, 1, 0, 'e', 2);
----
error 000002 (0A000): Unsupported feature

SELECT MD5_NUMBER('Snowflake') AS below, MD5_NUMBER(NULL) AS n;
----
BELOW | N
-24002618010294540563082926240470284066 | NULL

SELECT TRUNCATE('18:45:12'::TIME, 'hour') AS t, MONTHS_BETWEEN('2020-05-31'::DATE, '2020-04-30'::DATE) AS ends, MONTHS_BETWEEN('2020-05-16'::DATE, '2020-04-01'::DATE) AS part, SYSTEM$TYPEOF(TRUE) AS b;
----
T | ENDS | PART | B
18:00:00 | 1.000000 | 1.483871 | BOOLEAN[SB1]

SELECT TO_DECIMAL('- 2.5', 'TM9', 9, 2) AS d, TO_DECIMAL('+ 7', 'TM9') AS p;
----
D | P
-2.50 | 7

SELECT TO_VARCHAR(DECRYPT(ENCRYPT('secret', 'pass', NULL, 'aes-gcm'), 'pass', NULL, 'aes-gcm'), 'utf-8') AS t;
----
T
secret

SELECT MAP_CONTAINS_KEY('1', {'1': 'a'}::MAP(NUMBER, VARCHAR));
----
error 001065 (22023): cannot be used with arguments of types VARCHAR(1) and map(NUMBER(38,0), VARCHAR(16777216))

SELECT MAP_INSERT(MAP_INSERT({}::MAP(VARCHAR, VARCHAR), 'none', PARSE_JSON('null')), 'one', PARSE_JSON('"x"')) AS m;
----
M
{"none":null,"one":"x"}

SELECT CHECK_XML('<a><b></a>') AS unopened, CHECK_XML('<a><!-- </x> --><b/></a>') AS fine;
----
UNOPENED | FINE
no opening tag for </a>, pos 10 | NULL

SELECT PARSE_XML(DISABLE_AUTO_CONVERT => TRUE, STR => '<n>5e3</n>') AS text, PARSE_XML('<n>5e3</n>') AS double;
----
TEXT | DOUBLE
<n>5e3</n> | <n>5.000000000000000e+03</n>
