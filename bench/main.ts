// Measures the hot paths of the region beside their floors: node dist-bench/bench/main.js [--base FOLDER] [benchmark …]
// Some benchmarks compare this build with that of another checkout, in the folder.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bootStorm } from './boot-storm.js';
import { cliStart } from './cli-start.js';
import { clusterBoot } from './cluster-boot.js';
import { clusterDetails } from './cluster-details.js';
import { clusterLeases } from './cluster-leases.js';
import { files } from './files.js';
import { firstPreseed } from './first-preseed.js';
import { listFairness } from './list-fairness.js';
import { nodeAcquire } from './node-acquire.js';
import { nodeList } from './node-list.js';
import { nodePoll } from './node-poll.js';
import { nodeRead } from './node-read.js';
import { powerActions } from './power-actions.js';
import { powerDead } from './power-dead.js';
import { powerIpmi } from './power-ipmi.js';
import { serveStart } from './serve-start.js';
import { Site } from './support/site.js';
import { tagRebuild } from './tag-rebuild.js';
import { workerReads } from './worker-reads.js';

const BENCHMARKS: Readonly<Record<string, (site: Site, base: Site | undefined) => Promise<string>>> = {
  'cli-start': cliStart,
  'serve-start': serveStart,
  'node-list': nodeList,
  'node-poll': nodePoll,
  'list-fairness': listFairness,
  'node-read': nodeRead,
  'worker-reads': workerReads,
  'node-acquire': nodeAcquire,
  'cluster-leases': clusterLeases,
  'cluster-boot': clusterBoot,
  'cluster-details': clusterDetails,
  'boot-storm': bootStorm,
  'first-preseed': firstPreseed,
  files,
  'tag-rebuild': tagRebuild,
  'power-actions': powerActions,
  'power-dead': powerDead,
  'power-ipmi': powerIpmi,
};

const { values, positionals: wanted } = parseArgs({ allowPositionals: true, options: { base: { type: 'string' } } });
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}.\n`,
  );
  process.exit(2);
}

const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      process.exitCode = 1;
      resolve();
    });
  }
});
await using site = await Site.open();
await using base = values.base === undefined ? undefined : await Site.open(folderUrl(values.base));
await Promise.race([runWanted(), stopped]);

async function runWanted(): Promise<void> {
  for (const [name, run] of Object.entries(BENCHMARKS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stdout.write(`\n${name}\n${await run(site, base)}\n`);
  }
}

function folderUrl(folder: string): URL {
  return pathToFileURL(path.join(path.resolve(folder), '/'));
}
