/**
 * The first thing that the package says differently from the native build about a case; nothing, where all is the same.
 * `engine` has `draft` and `compile`, of the package or of its worker.
 */
export async function difference(engine, one) {
  const [plans, used] = [one.files.slice(0, one.plans), one.files.slice(one.plans)];
  const options = { files: Object.fromEntries(used.map((file) => [file.name, file.text])), language: one.language };
  const draft = await engine.draft(plans, options);
  const diagnostics = JSON.stringify(await draft.diagnostics());
  await draft.free();
  if (diagnostics !== one.diagnostics) return different('diagnostics', diagnostics, one.diagnostics);
  return one.load === null ? undefined : ofRun((await engine.compile(plans, options)).plan, one);
}

async function ofRun(plan, { load, answer }) {
  const tables = Object.fromEntries(load.tables.map((table) => [table.table, table.csv]));
  const opened = await plan.load(tables, load.history === null ? {} : { history: load.history });
  if (!opened.ok || answer.problems !== undefined) return different('problems', JSON.stringify(opened.problems), answer.problems);
  const { cells, rows, errors, digest } = JSON.parse(answer.results);
  const results = JSON.stringify((await opened.session.run()).results);
  const expected = JSON.stringify({ cells, errors });
  if (results !== expected) return different('results', results, expected);
  const calculated = await rowsOf(opened.session, new Set(rows.map((row) => row.table)));
  const told = linesOf(rows);
  if (calculated !== told) return different('columns', calculated, told);
  const found = (await opened.session.digest()).digest;
  if (found !== digest) return different('digest', found, digest);
  const { csv } = await opened.session.sheet();
  if (csv !== answer.sheet) return different('sheet', csv, answer.sheet);
  for (const { target, tree } of answer.explained) {
    const explanation = JSON.stringify((await opened.session.explain(target, answer.depth)).explanation);
    if (explanation !== tree) return different(`explanation of ${JSON.stringify(target)}`, explanation, tree);
  }
  await opened.session.free();
  await plan.free();
  return undefined;
}

/** The values of the calculated columns, in one order for all. */
async function rowsOf(session, tables) {
  const rows = [];
  for (const table of tables) {
    const { keys, columns } = await session.columns(table);
    Object.entries(columns).forEach(([column, values]) => values.forEach((value, row) => rows.push({ table, key: keys[row], column, value })));
  }
  return linesOf(rows);
}

function linesOf(rows) {
  return rows.map(({ table, key, column, value }) => [table, key, column, value].join('\t')).sort().join('\n');
}

function different(what, found = '', expected = '') {
  const start = [...expected].findIndex((character, index) => character !== found[index]);
  const around = (text) => text.slice(Math.max(0, start - 40), start + 80);
  return `${what}: ${around(found)} instead of ${around(expected)}`;
}
