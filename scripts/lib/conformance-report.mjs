/**
 * Reads the list of cases, or whole areas, that later issues will fix.
 * @param {string} text lines `area.id  why` or `area  why`; `#` begins a comment
 * @returns {Map<string, string>} the reason by case or area
 */
export function readLater(text) {
  const lines = text.split('\n').map((line) => line.trim());
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/\s+(.*)/, 2));
  return new Map(entries.map(([name, why = '']) => [name, why]));
}

/**
 * Sorts the results of the suite.
 * @param rows the suite's rows: id `area.case`, level must | should | quirk, state ok | not ok | skip, title, note
 * @param {Map<string, string>} later
 * @param whole whether all cases were run, so that names without a case can be reported
 */
export function judge(rows, later, { whole }) {
  const listed = (row) => later.has(row.id) || later.has(areaOf(row));
  const ok = rows.filter((row) => row.state === 'ok');
  const broken = rows.filter((row) => row.state === 'not ok');
  const failed = broken.filter((row) => row.level !== 'quirk' && !listed(row));
  return {
    passed: ok.length,
    failed,
    skipped: rows.length - ok.length - failed.length,
    quirks: broken.filter((row) => row.level === 'quirk' && !listed(row)),
    passNow: [...later.keys()].filter((name) => passesWhole(rows, name)),
    unknown: whole ? [...later.keys()].filter((name) => casesOf(rows, name).length === 0) : [],
  };
}

const areaOf = (row) => row.id.split('.')[0];
const casesOf = (rows, name) => rows.filter((row) => row.id === name || areaOf(row) === name);

function passesWhole(rows, name) {
  const cases = casesOf(rows, name);
  return cases.length > 0 && cases.every((row) => row.state === 'ok');
}

/** Returns the failures, and the counts on the last line. */
export function report({ passed, failed, skipped, quirks, passNow, unknown }) {
  const lines = [
    ...failed.map((row) => `FAILED  ${describe(row)}`),
    ...quirks.map((row) => `quirk   ${describe(row)}`),
    ...passNow.map((name) => `${name} passes now: remove it from test/conformance-later.txt`),
    ...unknown.map((name) => `${name} in test/conformance-later.txt names no case`),
    `${passed} passed, ${failed.length} failed, ${skipped} skipped`,
  ];
  return `${lines.join('\n')}\n`;
}

const describe = ({ id, level, title, note }) => `${id} [${level}] ${title}\n        ${note}`;
