import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Child } from '../support/child.js';
import { OWN } from '../support/region.js';
import type { Worker } from '../support/worker.js';

/** Starts `maas-region cluster` with the identity of an accepted cluster. It needs root, dnsmasq and iPXE. */
export async function startCluster(
  region: URL,
  worker: Worker,
  dataDir: string,
  log: number,
): Promise<{ child: Child; server: URL; leaseFile: string }> {
  const folder = path.join(dataDir, 'cluster');
  await mkdir(path.join(folder, 'dnsmasq'), { recursive: true });
  const identity = { ...worker, secret: randomBytes(32).toString('hex') };
  await writeFile(path.join(folder, 'identity.json'), JSON.stringify(identity), { mode: 0o600 });
  const port = 20_000 + (process.pid % 10_000);
  const env = { PATH: process.env.PATH, MAAS_DATA_DIR: dataDir, CLUSTER_HTTP_PORT: String(port) };
  const child = new Child(new URL('dist/cli/main.js', OWN), { args: ['cluster', '--region', region.href], env, log });
  return { child, server: new URL(`http://127.0.0.1:${port}/`), leaseFile: path.join(folder, 'dnsmasq/leases') };
}
