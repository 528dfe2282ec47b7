-- source: "Collation support": utf8 compares text as it compares anyway; a specification decides comparisons, orders and DISTINCT
-- case: found case 20

SELECT 'a' COLLATE 'en-ci' = 'A' AS same, 'a' COLLATE 'utf8' AS plain;
----
SAME | PLAIN
TRUE | a

SELECT x FROM (SELECT 'b' AS x UNION ALL SELECT 'A' UNION ALL SELECT 'C') ORDER BY x COLLATE 'en-ci';
----
X
A
b
C

SELECT 'a' COLLATE 'en-ci' < 'B' AS less, 'a' < 'B' AS plainly;
----
LESS | PLAINLY
TRUE | FALSE

SELECT COUNT(*) AS n FROM (SELECT DISTINCT x COLLATE 'en-ci' FROM (SELECT 'b' AS x UNION ALL SELECT 'B'));
----
N
1

SELECT 'a' COLLATE 'de-ci' = 'A';
----
error 000002
