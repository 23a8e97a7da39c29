// The tables that benchmarks print: a line with a name, a header and rows. Cells are at least two blanks apart.

/**
 * Reads the output of a run of the benchmarks.
 * @returns the rows of all tables, each as the name of its benchmark and its cells by the name of their column
 */
function readTables(output) {
  return output
    .trim()
    .split(/\n\n+/)
    .flatMap((block) => {
      const [benchmark, ...table] = block.split('\n').map((line) => line.trim());
      return benchmark && !/\s/.test(benchmark) ? readRows(table).map((cells) => ({ benchmark, cells })) : [];
    });
}

function readRows(lines) {
  const table = lines.map((line) => line.split(/\s{2,}/));
  const rows = [];
  let head = [];
  for (const [index, cells] of table.entries()) {
    // All lines of a table have the same number of cells. Numbers are only below the header.
    if (cells.length !== head.length) head = table[index + 1]?.length === cells.length ? cells : [];
    else rows.push(Object.fromEntries(head.map((name, column) => [name, cells[column]])));
  }
  return rows;
}

/**
 * Compares the runs of two builds, figure by figure.
 * @param before,after the outputs of the runs
 * @returns for every figure of both builds: benchmark, row, figure, the medians, and `after` / `before`
 */
export function compareRuns(before, after) {
  const [old, now] = [before, after].map(collectFigures);
  return [...old].flatMap(([key, figures]) => {
    const others = now.get(key);
    if (!others) return [];
    const [was, is] = [median(figures), median(others)];
    return [{ ...JSON.parse(key), before: was, after: is, ratio: is / was }];
  });
}

/** The values of each figure over all runs. A figure is a column in a row of a benchmark's table. */
function collectFigures(outputs) {
  const figures = new Map();
  for (const output of outputs) {
    const seen = new Map();
    for (const { benchmark, cells } of readTables(output)) {
      const row = seen.get(benchmark) ?? 0;
      seen.set(benchmark, row + 1);
      for (const [figure, text] of Object.entries(cells)) {
        if (figure === 'aim' || !/^[\d.]+$/.test(text)) continue;
        const key = JSON.stringify({ benchmark, row: row + 1, figure });
        figures.set(key, [...(figures.get(key) ?? []), Number(text)]);
      }
    }
  }
  return figures;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
