import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { IMAGE_BYTES, publishBootImage } from './cluster/image.js';
import { startCluster } from './cluster/program.js';
import { Uplink } from './cluster/uplink.js';
import { quantile, table } from './support/figures.js';
import type { Site } from './support/site.js';
import { select } from './support/sql.js';
import { readMachines, stormDatabase } from './support/storm.js';
import { findWorker } from './support/worker.js';

const MACHINES = 200;
const LEASES = 10_000;
const HEAD = ['', 'seconds', 'p50 ms', 'p99 ms'];
const POLL_MS = 20;
/** A condition that does not become true fails the bench after this time. */
const PATIENCE_MS = 300_000;

/** The milliseconds of the requests of a machine, from the first to the last byte. */
interface Boot {
  readonly script: number;
  readonly kernel: number;
  readonly initrd: number;
  readonly root: number;
}

/**
 * 200 machines boot at once through `maas-region cluster`: each requests its script, kernel, initrd and root. First the
 * cluster has no files of the image, then it has all. At last, dnsmasq's file gets 10,000 leases, which are reported.
 */
export async function clusterBoot(site: Site): Promise<string> {
  if (process.getuid?.() !== 0) return 'skipped: it needs root';
  const databaseUrl = await stormDatabase(site, 'cluster_boot', MACHINES);
  const machines = await readMachines(databaseUrl);
  const worker = await findWorker(databaseUrl);
  await publishBootImage(site.file('data/images'), worker.uuid);
  await using region = await site.region(databaseUrl);
  await using uplink = await Uplink.open(new URL('/MAAS', region.api));
  const { child, server, leaseFile } = await startCluster(uplink.url, worker, site.file('cluster'), site.log);
  await using cluster = child;
  const macs = machines.map(({ mac }) => mac.replaceAll(':', '-'));
  const first = new URL(`script?mac=${macs[0]}&arch=amd64`, server);
  await until('the cluster has a boot script', async () => isScript(await read(first).catch(() => '')));
  await cluster.watch();
  const rows: string[][] = [];
  for (const round of ['first', 'again']) {
    const began = performance.now();
    const boots = await Promise.all(macs.map((mac) => boot(server, mac)));
    const seconds = (performance.now() - began) / 1_000;
    for (const step of ['script', 'kernel', 'initrd', 'root'] as const) {
      const times = boots.map((one) => one[step]);
      const cells = [quantile(times, 0.5), quantile(times, 0.99)].map((ms) => ms.toFixed(0));
      rows.push([`${step}, ${round}`, step === 'script' ? seconds.toFixed(1) : '', ...cells]);
    }
  }
  const { peakBytes, cpuMs } = await cluster.usage();
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return [
    table(HEAD, rows),
    `over the uplink: ${megabytes(uplink.received)} MB, once the image: ${megabytes(IMAGE_BYTES)} MB`,
    `the cluster used ${(cpuMs / 1_000).toFixed(1)} s of CPU and at most ${megabytes(peakBytes)} MB of memory`,
    `10,000 leases were stored ${(await reportLeases(leaseFile, databaseUrl)).toFixed(1)} s after their file was written`,
  ].join('\n');
}

/** Requests what iPXE and the initrd of a machine request. */
async function boot(server: URL, mac: string): Promise<Boot> {
  const [script, content] = await timed(() => read(new URL(`script?mac=${mac}&arch=amd64`, server)));
  const file = (pattern: RegExp) => new URL(pattern.exec(content)?.[1] ?? '', server);
  const [kernel] = await timed(() => drain(file(/^kernel (\S+)/m)));
  const [initrd] = await timed(() => drain(file(/^initrd --name \S+ (\S+)/m)));
  const [root] = await timed(() => drain(file(/root=squash:(\S+)/)));
  return { script, kernel, initrd, root };
}

/** @returns the seconds until the region has all leases */
async function reportLeases(file: string, databaseUrl: string): Promise<number> {
  const expiry = Math.floor(Date.now() / 1_000) + 3_600;
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  const lines = Array.from({ length: LEASES }, (_, index) => {
    const [high, low] = [index >> 8, index & 255];
    return `${expiry} 02:00:00:00:${hex(high)}:${hex(low)} 10.20.${high}.${low} * *\n`;
  });
  const began = performance.now();
  await writeFile(file, lines.join(''));
  await until('all leases are stored', async () => {
    const [found] = await select<{ count: string }>(databaseUrl, 'SELECT count(*) AS count FROM dhcp_leases');
    return Number(found?.count) >= LEASES;
  });
  return (performance.now() - began) / 1_000;
}

async function timed<Result>(run: () => Promise<Result>): Promise<[number, Result]> {
  const began = performance.now();
  const result = await run();
  return [performance.now() - began, result];
}

/** Each request has a connection of its own, as iPXE's have. @throws Error when the answer is not 200 */
function request(url: URL): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = http.get(url, { agent: false }, (response) => {
      if (response.statusCode === 200) resolve(response);
      else reject(new Error(`${url.pathname} was answered ${response.statusCode}`));
    });
    sent.once('error', reject);
  });
}

async function read(url: URL): Promise<string> {
  return text(await request(url));
}

async function drain(url: URL): Promise<void> {
  for await (const _chunk of await request(url));
}

function isScript(content: string): boolean {
  return content.includes('\nkernel ');
}

/** @throws Error when the condition does not become true in time */
async function until(condition: string, check: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`after ${PATIENCE_MS / 1_000} s it is not true that ${condition}`);
    await sleep(POLL_MS);
  }
}
