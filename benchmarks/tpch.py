"""TPC-H: its eight tables, filled by arithmetic from the row number, and its twenty-two queries.

The generator is not the consortium's dbgen: sizes, value ranges, formats and the selectivity of the queries' predicates
follow it, the values do not. Both sides of a comparison read the same rows. The queries are Snowflake's text;
for_duckdb() says what DuckDB wants said differently.
"""

from __future__ import annotations

SCHEMA: dict[str, str] = {
    "region": "r_regionkey INT, r_name VARCHAR(25), r_comment VARCHAR(152)",
    "nation": "n_nationkey INT, n_name VARCHAR(25), n_regionkey INT, n_comment VARCHAR(152)",
    "supplier": (
        "s_suppkey INT, s_name VARCHAR(25), s_address VARCHAR(40), s_nationkey INT, s_phone VARCHAR(15), "
        "s_acctbal NUMBER(12,2), s_comment VARCHAR(101)"
    ),
    "customer": (
        "c_custkey INT, c_name VARCHAR(25), c_address VARCHAR(40), c_nationkey INT, c_phone VARCHAR(15), "
        "c_acctbal NUMBER(12,2), c_mktsegment VARCHAR(10), c_comment VARCHAR(117)"
    ),
    "part": (
        "p_partkey INT, p_name VARCHAR(55), p_mfgr VARCHAR(25), p_brand VARCHAR(10), p_type VARCHAR(25), p_size INT, "
        "p_container VARCHAR(10), p_retailprice NUMBER(12,2), p_comment VARCHAR(23)"
    ),
    "partsupp": (
        "ps_partkey INT, ps_suppkey INT, ps_availqty INT, ps_supplycost NUMBER(12,2), ps_comment VARCHAR(199)"
    ),
    "orders": (
        "o_orderkey INT, o_custkey INT, o_orderstatus VARCHAR(1), o_totalprice NUMBER(12,2), o_orderdate DATE, "
        "o_orderpriority VARCHAR(15), o_clerk VARCHAR(15), o_shippriority INT, o_comment VARCHAR(79)"
    ),
    "lineitem": (
        "l_orderkey INT, l_partkey INT, l_suppkey INT, l_linenumber INT, l_quantity NUMBER(12,2), "
        "l_extendedprice NUMBER(12,2), l_discount NUMBER(12,2), l_tax NUMBER(12,2), l_returnflag VARCHAR(1), "
        "l_linestatus VARCHAR(1), l_shipdate DATE, l_commitdate DATE, l_receiptdate DATE, l_shipinstruct VARCHAR(25), "
        "l_shipmode VARCHAR(10), l_comment VARCHAR(44)"
    ),
}
"""Snowflake's column definitions."""

_WORDS = (
    "['furiously', 'carefully', 'quickly', 'slyly', 'special', 'regular', 'final', 'pending', 'ironic', 'express', "
    "'packages', 'requests', 'accounts', 'deposits', 'Customer', 'Complaints', 'theodolites', 'foxes', 'ideas', 'bold']"
)
_NAMES = (
    "['ALGERIA', 'ARGENTINA', 'BRAZIL', 'CANADA', 'EGYPT', 'ETHIOPIA', 'FRANCE', 'GERMANY', 'INDIA', 'INDONESIA', "
    "'IRAN', 'IRAQ', 'JAPAN', 'JORDAN', 'KENYA', 'MOROCCO', 'MOZAMBIQUE', 'PERU', 'CHINA', 'ROMANIA', "
    "'SAUDI ARABIA', 'VIETNAM', 'RUSSIA', 'UNITED KINGDOM', 'UNITED STATES']"
)
_REGION_OF = "[0, 1, 1, 1, 4, 0, 3, 3, 2, 2, 4, 4, 2, 4, 0, 0, 0, 1, 2, 3, 4, 2, 3, 3, 1]"
_COLORS = (
    "['almond', 'azure', 'beige', 'black', 'blue', 'brown', 'chocolate', 'coral', 'cream', 'forest', 'green', "
    "'honeydew', 'indian', 'ivory', 'khaki', 'lemon', 'linen', 'maroon', 'navy', 'olive', 'orchid', 'pink', 'red', "
    "'rose', 'sky']"
)


def _pick(values: str, row: str, salt: int) -> str:
    """One of a list's values, by the row number."""
    return f"({values})[1 + ({row} * {salt} + {row} // 7) % len({values})]"


def _pseudo(row: str, salt: int, below: str) -> str:
    """A number from 0 to below - 1 that looks random and depends on the row number alone."""
    return f"CAST(hash({row} * 1000 + {salt}) % {below} AS BIGINT)"


def _comment(row: str, salt: int) -> str:
    return " || ' ' || ".join(f"({_WORDS})[1 + {_pseudo(row, salt + each, '20')}]" for each in range(4))


def sources(scale: float) -> dict[str, str]:
    """DuckDB queries for the rows of each table at this scale factor."""
    suppliers, customers, parts, orders = (
        max(int(count * scale), 20) for count in (10_000, 150_000, 200_000, 1_500_000)
    )
    date = "DATE '1992-01-01' + CAST({} AS INTEGER)"
    ordered = date.format(_pseudo("o", 1, "2406"))
    shipped = f"{ordered} + CAST(1 + {_pseudo('i', 2, '121')} AS INTEGER)"
    return {
        "region": (
            "SELECT i, (['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'])[i + 1], 'region' FROM range(5) r(i)"
        ),
        "nation": f"SELECT i, ({_NAMES})[i + 1], ({_REGION_OF})[i + 1], 'nation' FROM range(25) r(i)",
        "supplier": (
            f"SELECT i, printf('Supplier#%09d', i), printf('address %d', i), {_pseudo('i', 1, '25')}, "
            f"printf('%d-%03d-555', 10 + {_pseudo('i', 1, '25')}, i % 1000), "
            f"CAST({_pseudo('i', 2, '1100000')} - 100000 AS DECIMAL(12,2)) / 100, {_comment('i', 3)} "
            f"FROM range(1, {suppliers + 1}) r(i)"
        ),
        "customer": (
            f"SELECT i, printf('Customer#%09d', i), printf('address %d', i), {_pseudo('i', 1, '25')}, "
            f"printf('%d-%03d-555', 10 + {_pseudo('i', 1, '25')}, i % 1000), "
            f"CAST({_pseudo('i', 2, '1100000')} - 100000 AS DECIMAL(12,2)) / 100, "
            f"(['AUTOMOBILE', 'BUILDING', 'FURNITURE', 'MACHINERY', 'HOUSEHOLD'])[1 + {_pseudo('i', 4, '5')}], "
            f"{_comment('i', 5)} FROM range(1, {customers + 1}) r(i)"
        ),
        "part": (
            f"SELECT i, ({_COLORS})[1 + {_pseudo('i', 1, '25')}] || ' ' || ({_COLORS})[1 + {_pseudo('i', 2, '25')}], "
            f"printf('Manufacturer#%d', 1 + {_pseudo('i', 3, '5')}), "
            f"printf('Brand#%d%d', 1 + {_pseudo('i', 3, '5')}, 1 + {_pseudo('i', 4, '5')}), "
            f"(['STANDARD', 'SMALL', 'MEDIUM', 'LARGE', 'ECONOMY', 'PROMO'])[1 + {_pseudo('i', 5, '6')}] || ' ' || "
            f"(['ANODIZED', 'BURNISHED', 'PLATED', 'POLISHED', 'BRUSHED'])[1 + {_pseudo('i', 6, '5')}] || ' ' || "
            f"(['TIN', 'NICKEL', 'BRASS', 'STEEL', 'COPPER'])[1 + {_pseudo('i', 7, '5')}], "
            f"1 + {_pseudo('i', 8, '50')}, "
            f"(['SM', 'LG', 'MED', 'JUMBO', 'WRAP'])[1 + {_pseudo('i', 9, '5')}] || ' ' || "
            f"(['CASE', 'BOX', 'BAG', 'JAR', 'PKG', 'PACK', 'CAN', 'DRUM'])[1 + {_pseudo('i', 10, '8')}], "
            f"CAST(90000 + i % 20001 AS DECIMAL(12,2)) / 100, 'part' FROM range(1, {parts + 1}) r(i)"
        ),
        "partsupp": (
            f"SELECT i // 4 + 1, 1 + (i // 4 + (i % 4) * ({suppliers} // 4 + 1)) % {suppliers}, "
            f"1 + {_pseudo('i', 1, '9999')}, CAST(100 + {_pseudo('i', 2, '99901')} AS DECIMAL(12,2)) / 100, "
            f"{_comment('i', 3)} FROM range({parts * 4}) r(i)"
        ),
        "orders": (
            f"SELECT o, 1 + {_pseudo('o', 2, str(customers))} // 3 * 3 % {customers}, "
            f"(['F', 'O', 'P'])[1 + {_pseudo('o', 3, '3')}], "
            f"CAST(90000 + {_pseudo('o', 4, '45000000')} AS DECIMAL(12,2)) / 100, {ordered}, "
            f"(['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'])[1 + {_pseudo('o', 5, '5')}], "
            f"printf('Clerk#%09d', {_pseudo('o', 6, '1000')}), 0, {_comment('o', 7)} "
            f"FROM range(1, {orders + 1}) r(o)"
        ),
        "lineitem": (
            f"SELECT o, 1 + {_pseudo('i', 3, str(parts))} AS p, "
            f"1 + ({_pseudo('i', 3, str(parts))} + {_pseudo('i', 4, '4')} * ({suppliers} // 4 + 1)) % {suppliers}, "
            f"i % 4 + 1, 1 + {_pseudo('i', 5, '50')}, "
            f"CAST(90000 + {_pseudo('i', 6, '9500000')} AS DECIMAL(12,2)) / 100, "
            f"CAST({_pseudo('i', 7, '11')} AS DECIMAL(12,2)) / 100, "
            f"CAST({_pseudo('i', 8, '9')} AS DECIMAL(12,2)) / 100, "
            f"CASE WHEN {shipped} > DATE '1995-06-17' THEN 'N' WHEN {_pseudo('i', 9, '2')} = 0 THEN 'R' ELSE 'A' END, "
            f"CASE WHEN {shipped} > DATE '1995-06-17' THEN 'O' ELSE 'F' END, {shipped}, "
            f"{ordered} + CAST(30 + {_pseudo('i', 10, '61')} AS INTEGER), "
            f"{shipped} + CAST(1 + {_pseudo('i', 11, '30')} AS INTEGER), "
            f"(['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'])[1 + {_pseudo('i', 12, '4')}], "
            f"(['REG AIR', 'AIR', 'RAIL', 'SHIP', 'TRUCK', 'MAIL', 'FOB'])[1 + {_pseudo('i', 13, '7')}], 'line' "
            f"FROM (SELECT i, i // 4 + 1 AS o FROM range({orders * 4}) r(i))"
        ),
    }


QUERIES: dict[int, str] = {
    1: """SELECT l_returnflag, l_linestatus, SUM(l_quantity) AS sum_qty, SUM(l_extendedprice) AS sum_base_price,
SUM(l_extendedprice * (1 - l_discount)) AS sum_disc_price,
SUM(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS sum_charge, AVG(l_quantity) AS avg_qty,
AVG(l_extendedprice) AS avg_price, AVG(l_discount) AS avg_disc, COUNT(*) AS count_order
FROM lineitem WHERE l_shipdate <= DATEADD(day, -90, '1998-12-01'::DATE)
GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus""",
    2: """SELECT s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment
FROM part, supplier, partsupp, nation, region
WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND p_size = 15 AND p_type LIKE '%BRASS'
AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'EUROPE' AND ps_supplycost = (
  SELECT MIN(ps_supplycost) FROM partsupp, supplier, nation, region
  WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND s_nationkey = n_nationkey
  AND n_regionkey = r_regionkey AND r_name = 'EUROPE')
ORDER BY s_acctbal DESC, n_name, s_name, p_partkey LIMIT 100""",
    3: """SELECT l_orderkey, SUM(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate, o_shippriority
FROM customer, orders, lineitem
WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey
AND o_orderdate < '1995-03-15'::DATE AND l_shipdate > '1995-03-15'::DATE
GROUP BY l_orderkey, o_orderdate, o_shippriority ORDER BY revenue DESC, o_orderdate, l_orderkey LIMIT 10""",
    4: """SELECT o_orderpriority, COUNT(*) AS order_count FROM orders
WHERE o_orderdate >= '1993-07-01'::DATE AND o_orderdate < DATEADD(month, 3, '1993-07-01'::DATE)
AND EXISTS (SELECT * FROM lineitem WHERE l_orderkey = o_orderkey AND l_commitdate < l_receiptdate)
GROUP BY o_orderpriority ORDER BY o_orderpriority""",
    5: """SELECT n_name, SUM(l_extendedprice * (1 - l_discount)) AS revenue
FROM customer, orders, lineitem, supplier, nation, region
WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND l_suppkey = s_suppkey AND c_nationkey = s_nationkey
AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'ASIA'
AND o_orderdate >= '1994-01-01'::DATE AND o_orderdate < DATEADD(year, 1, '1994-01-01'::DATE)
GROUP BY n_name ORDER BY revenue DESC""",
    6: """SELECT SUM(l_extendedprice * l_discount) AS revenue FROM lineitem
WHERE l_shipdate >= '1994-01-01'::DATE AND l_shipdate < DATEADD(year, 1, '1994-01-01'::DATE)
AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24""",
    7: """SELECT supp_nation, cust_nation, l_year, SUM(volume) AS revenue FROM (
  SELECT n1.n_name AS supp_nation, n2.n_name AS cust_nation, YEAR(l_shipdate) AS l_year,
  l_extendedprice * (1 - l_discount) AS volume
  FROM supplier, lineitem, orders, customer, nation n1, nation n2
  WHERE s_suppkey = l_suppkey AND o_orderkey = l_orderkey AND c_custkey = o_custkey
  AND s_nationkey = n1.n_nationkey AND c_nationkey = n2.n_nationkey
  AND ((n1.n_name = 'FRANCE' AND n2.n_name = 'GERMANY') OR (n1.n_name = 'GERMANY' AND n2.n_name = 'FRANCE'))
  AND l_shipdate BETWEEN '1995-01-01'::DATE AND '1996-12-31'::DATE) AS shipping
GROUP BY supp_nation, cust_nation, l_year ORDER BY supp_nation, cust_nation, l_year""",
    8: """SELECT o_year, SUM(CASE WHEN nation = 'BRAZIL' THEN volume ELSE 0 END) / SUM(volume) AS mkt_share FROM (
  SELECT YEAR(o_orderdate) AS o_year, l_extendedprice * (1 - l_discount) AS volume, n2.n_name AS nation
  FROM part, supplier, lineitem, orders, customer, nation n1, nation n2, region
  WHERE p_partkey = l_partkey AND s_suppkey = l_suppkey AND l_orderkey = o_orderkey AND o_custkey = c_custkey
  AND c_nationkey = n1.n_nationkey AND n1.n_regionkey = r_regionkey AND r_name = 'AMERICA'
  AND s_nationkey = n2.n_nationkey AND o_orderdate BETWEEN '1995-01-01'::DATE AND '1996-12-31'::DATE
  AND p_type = 'ECONOMY ANODIZED STEEL') AS all_nations
GROUP BY o_year ORDER BY o_year""",
    9: """SELECT nation, o_year, SUM(amount) AS sum_profit FROM (
  SELECT n_name AS nation, YEAR(o_orderdate) AS o_year,
  l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity AS amount
  FROM part, supplier, lineitem, partsupp, orders, nation
  WHERE s_suppkey = l_suppkey AND ps_suppkey = l_suppkey AND ps_partkey = l_partkey AND p_partkey = l_partkey
  AND o_orderkey = l_orderkey AND s_nationkey = n_nationkey AND p_name LIKE '%green%') AS profit
GROUP BY nation, o_year ORDER BY nation, o_year DESC""",
    10: """SELECT c_custkey, c_name, SUM(l_extendedprice * (1 - l_discount)) AS revenue, c_acctbal, n_name, c_address,
c_phone, c_comment FROM customer, orders, lineitem, nation
WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND o_orderdate >= '1993-10-01'::DATE
AND o_orderdate < DATEADD(month, 3, '1993-10-01'::DATE) AND l_returnflag = 'R' AND c_nationkey = n_nationkey
GROUP BY c_custkey, c_name, c_acctbal, c_phone, n_name, c_address, c_comment
ORDER BY revenue DESC, c_custkey LIMIT 20""",
    11: """SELECT ps_partkey, SUM(ps_supplycost * ps_availqty) AS value FROM partsupp, supplier, nation
WHERE ps_suppkey = s_suppkey AND s_nationkey = n_nationkey AND n_name = 'GERMANY'
GROUP BY ps_partkey HAVING SUM(ps_supplycost * ps_availqty) > (
  SELECT SUM(ps_supplycost * ps_availqty) * 0.0001 FROM partsupp, supplier, nation
  WHERE ps_suppkey = s_suppkey AND s_nationkey = n_nationkey AND n_name = 'GERMANY')
ORDER BY value DESC, ps_partkey""",
    12: """SELECT l_shipmode,
SUM(CASE WHEN o_orderpriority = '1-URGENT' OR o_orderpriority = '2-HIGH' THEN 1 ELSE 0 END) AS high_line_count,
SUM(CASE WHEN o_orderpriority <> '1-URGENT' AND o_orderpriority <> '2-HIGH' THEN 1 ELSE 0 END) AS low_line_count
FROM orders, lineitem
WHERE o_orderkey = l_orderkey AND l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate
AND l_shipdate < l_commitdate AND l_receiptdate >= '1994-01-01'::DATE
AND l_receiptdate < DATEADD(year, 1, '1994-01-01'::DATE)
GROUP BY l_shipmode ORDER BY l_shipmode""",
    13: """SELECT c_count, COUNT(*) AS custdist FROM (
  SELECT c_custkey, COUNT(o_orderkey) AS c_count
  FROM customer LEFT OUTER JOIN orders ON c_custkey = o_custkey AND o_comment NOT LIKE '%special%requests%'
  GROUP BY c_custkey) AS c_orders
GROUP BY c_count ORDER BY custdist DESC, c_count DESC""",
    14: """SELECT 100.00 * SUM(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice * (1 - l_discount) ELSE 0 END)
/ SUM(l_extendedprice * (1 - l_discount)) AS promo_revenue FROM lineitem, part
WHERE l_partkey = p_partkey AND l_shipdate >= '1995-09-01'::DATE
AND l_shipdate < DATEADD(month, 1, '1995-09-01'::DATE)""",
    15: """WITH revenue AS (
  SELECT l_suppkey AS supplier_no, SUM(l_extendedprice * (1 - l_discount)) AS total_revenue FROM lineitem
  WHERE l_shipdate >= '1996-01-01'::DATE AND l_shipdate < DATEADD(month, 3, '1996-01-01'::DATE) GROUP BY l_suppkey)
SELECT s_suppkey, s_name, s_address, s_phone, total_revenue FROM supplier, revenue
WHERE s_suppkey = supplier_no AND total_revenue = (SELECT MAX(total_revenue) FROM revenue) ORDER BY s_suppkey""",
    16: """SELECT p_brand, p_type, p_size, COUNT(DISTINCT ps_suppkey) AS supplier_cnt FROM partsupp, part
WHERE p_partkey = ps_partkey AND p_brand <> 'Brand#45' AND p_type NOT LIKE 'MEDIUM POLISHED%'
AND p_size IN (49, 14, 23, 45, 19, 3, 36, 9) AND ps_suppkey NOT IN (
  SELECT s_suppkey FROM supplier WHERE s_comment LIKE '%Customer%Complaints%')
GROUP BY p_brand, p_type, p_size ORDER BY supplier_cnt DESC, p_brand, p_type, p_size""",
    17: """SELECT SUM(l_extendedprice) / 7.0 AS avg_yearly FROM lineitem, part
WHERE p_partkey = l_partkey AND p_brand = 'Brand#23' AND p_container = 'MED BOX' AND l_quantity < (
  SELECT 0.2 * AVG(l_quantity) FROM lineitem WHERE l_partkey = p_partkey)""",
    18: """SELECT c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, SUM(l_quantity) AS quantity
FROM customer, orders, lineitem
WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING SUM(l_quantity) > 185)
AND c_custkey = o_custkey AND o_orderkey = l_orderkey
GROUP BY c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice
ORDER BY o_totalprice DESC, o_orderdate, o_orderkey LIMIT 100""",
    19: """SELECT SUM(l_extendedprice * (1 - l_discount)) AS revenue FROM lineitem, part
WHERE (p_partkey = l_partkey AND p_brand = 'Brand#12' AND p_container IN ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG')
  AND l_quantity >= 1 AND l_quantity <= 11 AND p_size BETWEEN 1 AND 5 AND l_shipmode IN ('AIR', 'REG AIR')
  AND l_shipinstruct = 'DELIVER IN PERSON')
OR (p_partkey = l_partkey AND p_brand = 'Brand#23' AND p_container IN ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK')
  AND l_quantity >= 10 AND l_quantity <= 20 AND p_size BETWEEN 1 AND 10 AND l_shipmode IN ('AIR', 'REG AIR')
  AND l_shipinstruct = 'DELIVER IN PERSON')
OR (p_partkey = l_partkey AND p_brand = 'Brand#34' AND p_container IN ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG')
  AND l_quantity >= 20 AND l_quantity <= 30 AND p_size BETWEEN 1 AND 15 AND l_shipmode IN ('AIR', 'REG AIR')
  AND l_shipinstruct = 'DELIVER IN PERSON')""",
    20: """SELECT s_name, s_address FROM supplier, nation WHERE s_suppkey IN (
  SELECT ps_suppkey FROM partsupp WHERE ps_partkey IN (SELECT p_partkey FROM part WHERE p_name LIKE 'forest%')
  AND ps_availqty > (SELECT 0.5 * SUM(l_quantity) FROM lineitem
    WHERE l_partkey = ps_partkey AND l_suppkey = ps_suppkey AND l_shipdate >= '1994-01-01'::DATE
    AND l_shipdate < DATEADD(year, 1, '1994-01-01'::DATE)))
AND s_nationkey = n_nationkey AND n_name = 'CANADA' ORDER BY s_name""",
    21: """SELECT s_name, COUNT(*) AS numwait FROM supplier, lineitem l1, orders, nation
WHERE s_suppkey = l1.l_suppkey AND o_orderkey = l1.l_orderkey AND o_orderstatus = 'F'
AND l1.l_receiptdate > l1.l_commitdate
AND EXISTS (SELECT * FROM lineitem l2 WHERE l2.l_orderkey = l1.l_orderkey AND l2.l_suppkey <> l1.l_suppkey)
AND NOT EXISTS (SELECT * FROM lineitem l3 WHERE l3.l_orderkey = l1.l_orderkey AND l3.l_suppkey <> l1.l_suppkey
  AND l3.l_receiptdate > l3.l_commitdate)
AND s_nationkey = n_nationkey AND n_name = 'SAUDI ARABIA'
GROUP BY s_name ORDER BY numwait DESC, s_name LIMIT 100""",
    22: """SELECT cntrycode, COUNT(*) AS numcust, SUM(c_acctbal) AS totacctbal FROM (
  SELECT SUBSTR(c_phone, 1, 2) AS cntrycode, c_acctbal FROM customer
  WHERE SUBSTR(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17') AND c_acctbal > (
    SELECT AVG(c_acctbal) FROM customer
    WHERE c_acctbal > 0.00 AND SUBSTR(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17'))
  AND NOT EXISTS (SELECT * FROM orders WHERE o_custkey = c_custkey)) AS custsale
GROUP BY cntrycode ORDER BY cntrycode""",
}

_REWRITES = (
    ("DATEADD(day, -90, '1998-12-01'::DATE)", "DATE '1998-09-02'"),
    ("DATEADD(month, 3, '1993-07-01'::DATE)", "DATE '1993-10-01'"),
    ("DATEADD(year, 1, '1994-01-01'::DATE)", "DATE '1995-01-01'"),
    ("DATEADD(month, 3, '1993-10-01'::DATE)", "DATE '1994-01-01'"),
    ("DATEADD(month, 1, '1995-09-01'::DATE)", "DATE '1995-10-01'"),
    ("DATEADD(month, 3, '1996-01-01'::DATE)", "DATE '1996-04-01'"),
)


def for_duckdb(text: str) -> str:
    """A query as one writes it for DuckDB by hand."""
    for snowflake, duckdb in _REWRITES:
        text = text.replace(snowflake, duckdb)
    return text
