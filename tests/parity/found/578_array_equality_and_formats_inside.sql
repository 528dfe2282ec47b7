-- source: Snowflake documentation, "Semi-structured data types" (elements compare by value), DATE_INPUT_FORMAT, "Structured data types"
-- case: found case 578

SELECT [1.0] = [1] AS a, {'a': 1} = {'a': 1.00} AS o, [1, 2] <> [2, 1] AS n, [5::DOUBLE] = [5] AS d, [1] IN ([2], [1.0]) AS i, EQUAL_NULL([1.0], [1]) AS e, NULLIF([1.0], [1]) IS NULL AS f, DECODE([1.0], [1], 'same') AS g;
----
A | O | N | D | I | E | F | G
TRUE | TRUE | TRUE | TRUE | TRUE | TRUE | TRUE | same

SELECT COUNT(DISTINCT a) AS n FROM (SELECT [1.0] AS a UNION ALL SELECT [1::DOUBLE]);
----
N
1

SELECT COUNT(*) AS n FROM (SELECT [1.0] AS a UNION SELECT [1::DOUBLE]);
----
N
1

ALTER SESSION SET DATE_INPUT_FORMAT = 'DD.MM.YYYY';

SELECT {'a': '02.01.2024'}::MAP(VARCHAR, DATE) AS m, ['02.01.2024']::ARRAY(DATE) AS a, {'d': '02.01.2024'}::OBJECT(d DATE) AS o, {'a': '02.01.2024'}::MAP(VARCHAR, DATE)['a'] AS d;
----
M | A | O | D
{"a":"2024-01-02"} | ["2024-01-02"] | {"d":"2024-01-02"} | 2024-01-02

SELECT ['2024-01-02']::ARRAY(DATE);
----
error 100096
