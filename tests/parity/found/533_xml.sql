-- source: Snowflake SQL reference, PARSE_XML (the table of three documents; numbers and booleans; DISABLE_AUTO_CONVERT), XMLGET, CHECK_XML, TO_XML
-- case: found case 533

CREATE TABLE xtab (n INT, v OBJECT);

INSERT INTO xtab SELECT column1, PARSE_XML(column2) FROM VALUES (1, '<a/>'), (2, '<a attr="123">text</a>'), (3, '<a><b>X</b><b>Y &lt; Z</b></a>');

SELECT v FROM xtab ORDER BY n;
----
V
<a></a>
<a attr="123">text</a>
<a>\n  <b>X</b>\n  <b>Y &lt; Z</b>\n</a>

SELECT TO_VARCHAR(v) AS s, TO_XML(v) AS x, TO_JSON(v) AS j, TYPEOF(v) AS t FROM xtab ORDER BY n;
----
S | X | J | T
<a></a> | <a></a> | {"$":"","@":"a"} | OBJECT
<a attr="123">text</a> | <a attr="123">text</a> | {"$":"text","@":"a","@attr":123} | OBJECT
<a><b>X</b><b>Y &lt; Z</b></a> | <a><b>X</b><b>Y &lt; Z</b></a> | {"$":[{"$":"X","@":"b"},{"$":"Y < Z","@":"b"}],"@":"a"} | OBJECT

SELECT v:"@"::VARCHAR AS name, v:"@" = 'a' AS same, v:"@attr"::INT AS attr, TYPEOF(v:"@") AS t, XMLGET(v, 'b', 1) AS second, XMLGET(v, 'b'):"$"::VARCHAR AS first, XMLGET(v, 'c') AS none FROM xtab ORDER BY n;
----
NAME | SAME | ATTR | T | SECOND | FIRST | NONE
a | TRUE | NULL | VARCHAR | NULL | NULL | NULL
a | TRUE | 123 | VARCHAR | NULL | NULL | NULL
a | TRUE | NULL | VARCHAR | <b>Y &lt; Z</b> | X | NULL

SELECT f.index AS i, f.value:"@"::VARCHAR AS name, f.value AS v FROM xtab, LATERAL FLATTEN(INPUT => v:"$") f ORDER BY i;
----
I | NAME | V
0 | b | <b>X</b>
1 | b | <b>Y &lt; Z</b>

SELECT PARSE_XML('<l1>1<l2>2<l3>3A</l3></l2></l1>') AS x;
----
X
<l1>\n  1\n  <l2>\n    2\n    <l3>3A</l3>\n  </l2>\n</l1>

SELECT TYPEOF(x:"$"[0]:"$") AS a, TYPEOF(x:"$"[1]:"$") AS b, TYPEOF(x:"$"[2]:"$") AS c, TYPEOF(x:"$"[3]:"$") AS d, TYPEOF(y:"$"[0]:"$") AS e FROM (SELECT PARSE_XML('<a><n>1</n><n>1.5</n><n>1.2345e+02</n><n>true</n></a>') AS x, PARSE_XML('<a><n>1</n><n>true</n></a>', TRUE) AS y);
----
A | B | C | D | E
INTEGER | DECIMAL | DOUBLE | BOOLEAN | VARCHAR

SELECT TO_XML(OBJECT_CONSTRUCT('key1', 'value1', 'key2', 'value2')) AS o, TO_XML(ARRAY_CONSTRUCT('v1', 'v2')) AS a, TO_XML(NULL) AS n;
----
O | A | N
<SnowflakeData type="OBJECT"><key1 type="VARCHAR">value1</key1><key2 type="VARCHAR">value2</key2></SnowflakeData> | <SnowflakeData type="ARRAY"><e type="VARCHAR">v1</e><e type="VARCHAR">v2</e></SnowflakeData> | NULL

SELECT TO_XML(1) AS i, TO_XML(3.14) AS d, TO_XML(TRUE) AS b, TO_XML(PARSE_JSON('null')) AS n, TO_XML(TO_VARIANT('a<b')) AS t;
----
I | D | B | N | T
<SnowflakeData type="INTEGER">1</SnowflakeData> | <SnowflakeData type="DECIMAL">3.14</SnowflakeData> | <SnowflakeData type="BOOLEAN">true</SnowflakeData> | <SnowflakeData type="NULL_VALUE" xsi:nil="true"/> | <SnowflakeData type="VARCHAR">a&lt;b</SnowflakeData>

SELECT TO_XML(PARSE_JSON('{"a":1,"b":[1,2],"c":null}')) AS o, TO_XML(OBJECT_CONSTRUCT('k', PARSE_XML('<a>1</a>'))) AS x, TO_XML('2024-02-03'::DATE) AS d;
----
O | X | D
<SnowflakeData type="OBJECT"><a type="INTEGER">1</a><b type="ARRAY"><e type="INTEGER">1</e><e type="INTEGER">2</e></b><c type="NULL_VALUE" xsi:nil="true"/></SnowflakeData> | <SnowflakeData type="OBJECT"><k type="XML"><a>1</a></k></SnowflakeData> | <SnowflakeData type="DATE">2024-02-03</SnowflakeData>

SELECT TO_XML('plain');
----
error 001044 (42P13): Invalid argument types for function 'TO_XML'

SELECT TO_XML(CURRENT_TIMESTAMP());
----
error 000002

SELECT CHECK_XML('<a></a>') IS NULL AS good, CHECK_XML('<a>') IS NULL AS bad, PARSE_XML('') IS NULL AS empty;
----
GOOD | BAD | EMPTY
TRUE | FALSE | TRUE

SELECT OBJECT_CONSTRUCT('@', 'a', '$', 1) AS o;
----
O
{"$":1,"@":"a"}

SELECT PARSE_XML('<a>');
----
error 100069 (22P02)
