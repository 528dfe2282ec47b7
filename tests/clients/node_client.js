// What a program does with snowflake-sdk: one JSON object of results on stdout. Arguments: port, folder for files.
const fs = require("fs");
const path = require("path");
const snowflake = require("snowflake-sdk");

const [port, folder] = process.argv.slice(2);
snowflake.configure({ logLevel: "ERROR", additionalLogToConsole: false });
const connection = snowflake.createConnection({
  account: "local", username: "me", password: "x", accessUrl: `http://127.0.0.1:${port}`,
});

const execute = (sqlText, options = {}) =>
  new Promise((resolve, reject) =>
    connection.execute({
      sqlText, ...options,
      complete: (error, statement, rows) => (error ? reject(error) : resolve({ statement, rows })),
    }));
const rows = async (sqlText, binds) => (await execute(sqlText, { binds })).rows;
const collected = (stream) =>
  new Promise((resolve, reject) => {
    const found = [];
    stream.on("error", reject).on("data", (row) => found.push(row)).on("end", () => resolve(found));
  });
const streamed = (sqlText, range) =>
  new Promise((resolve, reject) =>
    connection.execute({
      sqlText, streamResult: true,
      complete: (error, statement) => (error ? reject(error) : resolve(collected(statement.streamRows(range)))),
    }));

const BIG = "SELECT SEQ4() AS n, RPAD('v' || n, 80, 'x') AS s FROM TABLE(GENERATOR(ROWCOUNT => 60000))";

const steps = {
  context: async () => {
    await rows("CREATE OR REPLACE DATABASE node_db");
    await rows("CREATE TABLE t (a INT, b VARCHAR)");
    return [connection.isUp(), await connection.isValidAsync()];
  },
  binds: async () => {
    const { statement } = await execute("INSERT INTO t VALUES (?, ?)", { binds: [[1, "x"], [2, "y"], [3, null]] });
    await rows("INSERT INTO t VALUES (:1, :2)", [4, "it's"]);
    return [statement.getNumUpdatedRows(), await rows("SELECT * FROM t ORDER BY a")];
  },
  cast_binds: () => rows("SELECT ?::VARIANT:k AS k, ?::INT + 1 AS n, ? AS b", ['{"k": [1]}', "41", true]),
  values: () => rows(`SELECT 1 AS i, 1.5::NUMBER(10,2) AS n, 2.5::FLOAT AS f, 'é' AS s, TRUE AS b,
    '2024-02-29'::DATE AS d, '01:02:03'::TIME AS t, '2024-01-01 01:02:03'::TIMESTAMP_NTZ AS ntz,
    '2024-01-01 01:02:03'::TIMESTAMP_LTZ AS ltz, '2024-01-01 01:02:03 +0100'::TIMESTAMP_TZ AS tz,
    PARSE_JSON('{"a": 1}') AS v, TO_BINARY('ff', 'HEX') AS x, [1, 2] AS l, NULL AS nothing`),
  columns: async () => {
    const { statement } = await execute("SELECT 1::NUMBER(5,2) AS n, 'x'::VARCHAR(3) AS s");
    return statement.getColumns().map((c) => [c.getName(), c.getType(), c.getPrecision(), c.getScale()]);
  },
  stream: async () => { const all = await streamed(BIG); return [all.length, all[59999].N]; },
  range: async () => (await streamed(BIG, { start: 50000, end: 50002 })).map((row) => row.N),
  error: async () => {
    try { await rows("SELECT * FROM nope"); } catch (error) { return [error.code, error.sqlState, error.message]; }
  },
  several: async () => {
    const { statement } = await execute("SELECT 1 AS a; SELECT 2 AS b", { parameters: { MULTI_STATEMENT_COUNT: 2 } });
    return [await collected(statement.streamRows()), statement.hasNext()];
  },
  later: async () => {
    const { statement } = await execute("SELECT SYSTEM$WAIT(300, 'MILLISECONDS') AS w", { asyncExec: true });
    const found = await connection.getResultsFromQueryId({ queryId: statement.getQueryId() });
    return collected(found.streamRows());
  },
  cancel: () => new Promise((resolve) => {
    const statement = connection.execute({
      sqlText: "SELECT SYSTEM$WAIT(60)", complete: (error) => resolve(error ? error.code : "finished"),
    });
    setTimeout(() => statement.cancel(() => {}), 700);
  }),
  files: async () => {
    fs.writeFileSync(path.join(folder, "up.csv"), "10,a\n20,b\n");
    fs.mkdirSync(path.join(folder, "down"));
    await rows("CREATE STAGE st");
    const put = await rows(`PUT file://${folder}/up.csv @st`);
    await rows("COPY INTO t FROM @st");
    const got = await rows(`GET @st file://${folder}/down`);
    return [put[0].status, await rows("SELECT SUM(a) AS s FROM t WHERE a >= 10"), got[0].file];
  },
};

(async () => {
  await new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  const results = {};
  for (const [name, step] of Object.entries(steps)) {
    try { results[name] = await step(); } catch (error) { results[name] = `${error.code} ${error.message}`; }
  }
  await new Promise((resolve) => connection.destroy(resolve));
  process.stdout.write(JSON.stringify(results) + "\n");
})();
