-- source: "Collation support": utf8 compares text as it compares anyway; where an English collation cannot be followed it is refused
-- case: found case 20

SELECT 'a' COLLATE 'en-ci' = 'A' AS same, 'a' COLLATE 'utf8' AS plain;
----
SAME | PLAIN
TRUE | a

SELECT x FROM (SELECT 'b' AS x) ORDER BY x COLLATE 'en-ci';
----
error 000002

SELECT 'a' COLLATE 'en-ci' < 'B';
----
error 000002

SELECT DISTINCT x COLLATE 'en-ci' FROM (SELECT 'b' AS x);
----
error 000002
