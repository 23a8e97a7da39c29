// Runs the black-box conformance suite against a new region process:
//   node scripts/conformance.mjs [suite folder] [--area a,b] [--grep TEXT]
// Fails when a case of level must or should fails, unless test/conformance-later.txt names the case.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { judge, readLater, report } from './lib/conformance-report.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { startRegion } from './lib/region-process.mjs';
import { ROOT } from './lib/run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { area: { type: 'string' }, grep: { type: 'string' } },
});
const ACCOUNTS = { admin: 'createadmin', admin2: 'createadmin', user: 'createuser', user2: 'createuser' };
const suite = path.resolve(ROOT, positionals[0] ?? '../shared/conformance');

await ensureInstalled();
await ensureBuilt();

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));

const region = await startRegion({ IMAGE_IMPORT: 'off', ALLOW_UNSAFE_METADATA: 'on', LOG_LEVEL: 'warn' }, stop.signal);
try {
  const later = readLater(readFileSync(path.join(ROOT, 'test/conformance-later.txt'), 'utf8'));
  const verdict = judge(await runSuite(), later, { whole: !values.area && !values.grep });
  process.stdout.write(report(verdict));
  process.exitCode = verdict.failed.length > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`${region.log()}\n`);
  throw error;
} finally {
  await region.stop();
}

/** Runs the suite and returns its rows, one for each case. */
async function runSuite() {
  const target = path.join(region.dir, 'target.json');
  const rows = path.join(region.dir, 'rows.json');
  writeFileSync(target, JSON.stringify(await makeTarget()));
  await node([path.join(suite, 'lib/register-master.mjs'), target]);
  const filters = Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
  // The suite exits with 1 when a case fails. A missing or incomplete file of rows means that it was interrupted.
  const ended = await node([path.join(suite, 'run.mjs'), '--target', target, '--json', rows, ...filters]).catch(
    (e) => e,
  );
  try {
    return JSON.parse(readFileSync(rows, 'utf8'));
  } catch {
    throw new Error(`The suite was interrupted.\n${ended.stdout}\n${ended.stderr}`);
  }
}

function node(args) {
  return promisify(execFile)(process.execPath, args, { signal: stop.signal, maxBuffer: 64 * 1024 * 1024 });
}

/** Creates two administrators and two users by the command line. Returns the facts that the suite needs. */
async function makeTarget() {
  const target = { base: region.base };
  for (const [name, command] of Object.entries(ACCOUNTS)) {
    const username = `suite-${name}`;
    await region.cli(command, '--username', username, '--email', `${username}@example.com`, '--password', username);
    target[name] = await region.cli('apikey', '--username', username);
  }
  target.worker = { uuid: 'master', key: await region.cli('clusterkey', '--uuid', 'master') };
  return target;
}
