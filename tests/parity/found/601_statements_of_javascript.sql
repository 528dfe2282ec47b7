-- source: Snowflake developer guide, "JavaScript stored procedures API": methods of Statement, ResultSet and snowflake
-- case: found case 601

CREATE TABLE t (a NUMBER(5,2) NOT NULL, b VARCHAR);

CREATE PROCEDURE counts() RETURNS VARCHAR LANGUAGE JAVASCRIPT AS $$
  const run = (sqlText, binds) => { const s = snowflake.createStatement({sqlText, binds}); s.execute(); return s; };
  const inserted = run('INSERT INTO t VALUES (?, ?), (?, ?)', [1, 'x', 2, 'y']);
  const updated = run('UPDATE t SET b = :1 WHERE a = :2', ['z', 1]);
  const merged = run("MERGE INTO t USING (SELECT 2 AS a UNION ALL SELECT 3) s ON t.a = s.a WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.a, 'm')");
  return [inserted.getNumRowsInserted(), inserted.getNumRowsUpdated(), updated.getNumRowsUpdated(),
    updated.getNumDuplicateRowsUpdated(), merged.getNumRowsInserted(), merged.getNumRowsDeleted(),
    merged.getNumRowsAffected()].join(' ');
$$;

CALL counts();
----
COUNTS
2 0 1 0 1 1 2

CREATE PROCEDURE shape() RETURNS VARCHAR LANGUAGE JAVASCRIPT AS $$
  snowflake.log('info', 'reading');
  snowflake.addEvent('begun');
  snowflake.setSpanAttribute('table', 't');
  const rows = snowflake.execute({sqlText: 'SELECT a, b FROM t ORDER BY a'});
  let names = '';
  for (let c = 1; c <= rows.getColumnCount(); c++) names += rows.getColumnName(c) + ':' + rows.getColumnScale(c) + ' ';
  return names + rows.isColumnNullable('A') + ' ' + rows.isColumnNullable(2);
$$;

CALL shape();
----
SHAPE
A:2 B:0 false true
