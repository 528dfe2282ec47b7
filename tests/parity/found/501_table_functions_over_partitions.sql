-- source: "Table functions and partitions", "Writing a UDTF in Python" (end_partition), "Tabular JavaScript UDFs"
-- (finalize), "Vectorized Python UDTFs": an instance for each partition; a row of a whole partition knows its keys alone
-- case: found case 501

CREATE TABLE t(g VARCHAR, a INT, b INT);

INSERT INTO t VALUES ('x', 1, 10), ('x', 2, 20), ('y', 3, 30), (NULL, 4, 40);

CREATE FUNCTION run(a INT) RETURNS TABLE (total INT, kind VARCHAR) LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'H' AS $$
class H:
    def __init__(self):
        self.total = 0
    def process(self, a):
        self.total += a
        yield self.total, 'row'
    def end_partition(self):
        yield self.total, 'end'
$$;

SELECT * FROM t, TABLE(run(a) OVER (PARTITION BY g ORDER BY a DESC)) ORDER BY g, kind, a;
----
G | A | B | TOTAL | KIND
x | NULL | NULL | 3 | end
x | 1 | 10 | 3 | row
x | 2 | 20 | 2 | row
y | NULL | NULL | 3 | end
y | 3 | 30 | 3 | row
NULL | NULL | NULL | 4 | end
NULL | 4 | 40 | 4 | row

SELECT t.b, r.total FROM t CROSS JOIN TABLE(run(t.a) OVER (ORDER BY t.b)) AS r WHERE r.kind = 'row' ORDER BY b;
----
B | TOTAL
10 | 1
20 | 3
30 | 6
40 | 10

-- joins on the left, columns merged by USING, and what follows the function
SELECT t.g, a, total, n FROM t JOIN t u USING (a), TABLE(run(a) OVER (PARTITION BY t.g ORDER BY a)) r, (SELECT 1 AS n) WHERE kind = 'row' ORDER BY a;
----
G | A | TOTAL | N
x | 1 | 1 | 1
x | 2 | 3 | 1
y | 3 | 3 | 1
NULL | 4 | 4 | 1

SELECT * FROM TABLE(run(7) OVER (PARTITION BY 1));
----
TOTAL | KIND
7 | row
7 | end

SELECT r.* FROM (SELECT * FROM t WHERE FALSE) e, TABLE(run(a) OVER ()) r;
----
TOTAL | KIND

CREATE FUNCTION frame(A INT, B INT) RETURNS TABLE (n INT, s FLOAT) LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('pandas') HANDLER = 'H' AS $$
from _snowflake import vectorized
import pandas
class H:
    @vectorized(input=pandas.DataFrame)
    def end_partition(self, df):
        return pandas.DataFrame({'n': [len(df)], 's': [float(df['A'].sum() + df['B'].max())]})
$$;

SELECT g, n, s FROM t, TABLE(frame(a, b) OVER (PARTITION BY g)) ORDER BY g;
----
G | N | S
x | 2 | 23
y | 1 | 33
NULL | 1 | 44

CREATE FUNCTION js(A FLOAT) RETURNS TABLE (T FLOAT, N FLOAT) LANGUAGE JAVASCRIPT AS $$
{
  initialize: function() { this.t = 0; this.n = 0; },
  processRow: function(row, out) { this.t += row.A; this.n += 1; },
  finalize: function(out) { out.writeRow({T: this.t, N: this.n}); }
}
$$;

SELECT g, b, t, n FROM t, TABLE(js(a::FLOAT) OVER (PARTITION BY g)) ORDER BY g;
----
G | B | T | N
x | NULL | 3 | 2
y | NULL | 3 | 1
NULL | NULL | 4 | 1

SELECT * FROM t LEFT JOIN TABLE(run(a) OVER (PARTITION BY g)) r ON TRUE;
----
error 000002 (0A000)

CREATE FUNCTION own(a INT) RETURNS TABLE (n INT) AS 'SELECT a';

SELECT * FROM t, TABLE(own(a) OVER (PARTITION BY g));
----
error 000002 (0A000)

CREATE VIEW v AS SELECT g, total FROM t, TABLE(run(a) OVER (PARTITION BY g)) WHERE kind = 'end';

SELECT * FROM v ORDER BY g;
----
G | TOTAL
x | 3
y | 3
NULL | 4
