-- source: Snowflake SQL reference, MATCH_RECOGNIZE, and "Identifying sequences of rows that match a pattern", examples
-- case: found case 163

CREATE TABLE stock_price_history (company TEXT, price_date INT, price INT);

INSERT INTO stock_price_history VALUES
    ('ABCD', 1, 50), ('ABCD', 2, 36), ('ABCD', 3, 39), ('ABCD', 4, 42), ('ABCD', 5, 30),
    ('ABCD', 6, 47), ('ABCD', 7, 71), ('ABCD', 8, 80), ('ABCD', 9, 75), ('ABCD', 10, 63),
    ('XYZ', 1, 89), ('XYZ', 2, 24), ('XYZ', 3, 37), ('XYZ', 4, 63), ('XYZ', 5, 65),
    ('XYZ', 6, 56), ('XYZ', 7, 50), ('XYZ', 8, 54), ('XYZ', 9, 30), ('XYZ', 10, 32);

SELECT * FROM stock_price_history
  MATCH_RECOGNIZE(
    PARTITION BY company
    ORDER BY price_date
    MEASURES
      MATCH_NUMBER() AS match_number,
      FIRST(price_date) AS start_date,
      LAST(price_date) AS end_date,
      COUNT(*) AS rows_in_sequence,
      COUNT(row_with_price_decrease.*) AS num_decreases,
      COUNT(row_with_price_increase.*) AS num_increases
    ONE ROW PER MATCH
    AFTER MATCH SKIP TO LAST row_with_price_increase
    PATTERN(row_before_decrease row_with_price_decrease+ row_with_price_increase+)
    DEFINE
      row_with_price_decrease AS price < LAG(price),
      row_with_price_increase AS price > LAG(price)
  )
ORDER BY company, match_number;
----
COMPANY | MATCH_NUMBER | START_DATE | END_DATE | ROWS_IN_SEQUENCE | NUM_DECREASES | NUM_INCREASES
ABCD | 1 | 1 | 4 | 4 | 1 | 2
ABCD | 2 | 4 | 8 | 5 | 1 | 3
XYZ | 1 | 1 | 5 | 5 | 1 | 3
XYZ | 2 | 5 | 8 | 4 | 2 | 1
XYZ | 3 | 8 | 10 | 3 | 1 | 1

SELECT price_date, match_number, msq, price, cl FROM
  (SELECT * FROM stock_price_history WHERE company = 'ABCD') MATCH_RECOGNIZE(
    ORDER BY price_date
    MEASURES MATCH_NUMBER() AS match_number, MATCH_SEQUENCE_NUMBER() AS msq, CLASSIFIER() AS cl
    ALL ROWS PER MATCH
    PATTERN(any_row up+)
    DEFINE any_row AS TRUE, up AS price > LAG(price)
  )
ORDER BY match_number, msq;
----
PRICE_DATE | MATCH_NUMBER | MSQ | PRICE | CL
2 | 1 | 1 | 36 | ANY_ROW
3 | 1 | 2 | 39 | UP
4 | 1 | 3 | 42 | UP
5 | 2 | 1 | 30 | ANY_ROW
6 | 2 | 2 | 47 | UP
7 | 2 | 3 | 71 | UP
8 | 2 | 4 | 80 | UP

-- running and final sums, other rows of the match, rows without a match
SELECT price_date, m, f, s, fs, u, d, n FROM stock_price_history MATCH_RECOGNIZE(
    PARTITION BY company ORDER BY price_date
    MEASURES MATCH_NUMBER() AS m, FIRST(price) AS f, SUM(price) AS s, FINAL SUM(price) AS fs, LAST(up.price) AS u,
      price - PREV(price) AS d, NEXT(price) AS n
    ALL ROWS PER MATCH WITH UNMATCHED ROWS
    PATTERN(strt up+) DEFINE up AS price > LAG(price))
WHERE company = 'XYZ' AND price_date < 7 ORDER BY price_date;
----
PRICE_DATE | M | F | S | FS | U | D | N
1 | NULL | NULL | NULL | NULL | NULL | NULL | NULL
2 | 1 | 24 | 24 | 189 | NULL | NULL | 37
3 | 1 | 24 | 61 | 189 | 37 | 13 | 63
4 | 1 | 24 | 124 | 189 | 63 | 26 | 65
5 | 1 | 24 | 189 | 189 | 65 | 2 | 56
6 | NULL | NULL | NULL | NULL | NULL | NULL | NULL

-- a match of no rows is a match
SELECT company, m, n, p FROM stock_price_history MATCH_RECOGNIZE(
    PARTITION BY company ORDER BY price_date MEASURES MATCH_NUMBER() AS m, COUNT(*) AS n, LAST(price) AS p
    PATTERN(up*) DEFINE up AS price > LAG(price))
WHERE company = 'XYZ' AND m < 5 ORDER BY m;
----
COMPANY | M | N | P
XYZ | 1 | 0 | NULL
XYZ | 2 | 0 | NULL
XYZ | 3 | 3 | 65
XYZ | 4 | 0 | NULL

-- alternatives, exclusion, the end of the partition, reluctant and counted quantifiers, SKIP TO NEXT ROW
SELECT company, price_date, c FROM stock_price_history MATCH_RECOGNIZE(
    PARTITION BY company ORDER BY price_date MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH
    PATTERN(high {- low -} high | PERMUTE(low, end_) $) DEFINE high AS price > 60, low AS price < 60, end_ AS price < 100)
ORDER BY company, price_date;
----
COMPANY | PRICE_DATE | C
XYZ | 9 | LOW
XYZ | 10 | END_

SELECT a, z FROM stock_price_history MATCH_RECOGNIZE(
    PARTITION BY company ORDER BY price_date MEASURES FIRST(price_date) AS a, LAST(price_date) AS z
    AFTER MATCH SKIP TO NEXT ROW PATTERN(up{2,3}?) DEFINE up AS price > LAG(price))
WHERE company = 'ABCD' ORDER BY a;
----
A | Z
3 | 4
6 | 7
7 | 8

SELECT mr.company, mr.n, x.y FROM stock_price_history MATCH_RECOGNIZE(
    PARTITION BY company ORDER BY price_date MEASURES COUNT(*) AS n PATTERN(^ strt down+) DEFINE down AS price < LAG(price)
  ) AS mr JOIN (SELECT 'XYZ' AS company, 7 AS y) AS x ON x.company = mr.company;
----
COMPANY | N | Y
XYZ | 2 | 7
