// Starts a region as a new user does, on a new data folder. The region must answer, list its zones to its
// administrator, and stop by SIGTERM. It runs with the Node.js that runs this script.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './lib/run.mjs';

const START_MS = 90_000;
const folder = await mkdtemp(path.join(tmpdir(), 'maas-smoke-'));
const env = { ...process.env, PORT: '0', MAAS_DATA_DIR: folder, DATABASE_URL: '', IMAGE_IMPORT: 'off' };
const region = spawn(process.execPath, ['bin/maas-region', 'serve'], {
  cwd: ROOT,
  env,
  stdio: ['ignore', 'pipe', 'pipe'],
});
try {
  const url = await addressOf(region);
  const answer = await fetch(`${url}/api/1.0/zones/`, { headers: { authorization: sign(await adminKey()) } });
  const zones = await answer.json();
  if (answer.status !== 200 || zones[0]?.name !== 'default') throw new Error(`zones/ answered ${answer.status}`);
  region.kill('SIGTERM');
  const [code] = await once(region, 'exit');
  if (code !== 0) throw new Error(`the region stopped with exit code ${code}`);
  process.stdout.write(`Node ${process.version}: started, answered, stopped\n`);
} finally {
  region.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
}

/** The URL in the banner of a region. @throws Error when the region ends or takes too long */
async function addressOf({ stdout, stderr }) {
  const output = [];
  stderr.on('data', (chunk) => output.push(chunk));
  stdout.on('data', (chunk) => output.push(chunk));
  const deadline = AbortSignal.timeout(START_MS);
  for (;;) {
    const [, url] = /(http:\/\/127\.0\.0\.1:\d+\/MAAS)\//.exec(Buffer.concat(output).toString()) ?? [];
    if (url) return url;
    if (region.exitCode !== null) throw new Error(`the region ended:\n${Buffer.concat(output)}`);
    await Promise.race([
      once(stdout, 'data', { signal: deadline }),
      once(stderr, 'data', { signal: deadline }),
      once(region, 'exit'),
    ]);
  }
}

async function adminKey() {
  return (await readFile(path.join(folder, 'admin-api-key'), 'utf8')).trim();
}

/** OAuth 1.0 PLAINTEXT (RFC 5849, 3.4.4) */
function sign(key) {
  const [consumer, token, secret] = key.split(':');
  const fields = {
    oauth_version: '1.0',
    oauth_signature_method: 'PLAINTEXT',
    oauth_consumer_key: consumer,
    oauth_token: token,
    oauth_signature: `%26${secret}`,
    oauth_timestamp: String(Math.floor(Date.now() / 1_000)),
    oauth_nonce: crypto.randomUUID(),
  };
  return `OAuth ${Object.entries(fields)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`;
}
