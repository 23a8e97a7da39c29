// Measures the hot paths of the region beside their floors: node dist-bench/bench/main.js [benchmark …]
import { bootStorm } from './boot-storm.js';
import { cliStart } from './cli-start.js';
import { clusterDetails } from './cluster-details.js';
import { clusterLeases } from './cluster-leases.js';
import { files } from './files.js';
import { nodeAcquire } from './node-acquire.js';
import { nodeList } from './node-list.js';
import { nodeRead } from './node-read.js';
import { powerActions } from './power-actions.js';
import { powerDead } from './power-dead.js';
import { powerIpmi } from './power-ipmi.js';
import { Site } from './support/site.js';
import { tagRebuild } from './tag-rebuild.js';

const BENCHMARKS = {
  'cli-start': cliStart,
  'node-list': nodeList,
  'node-read': nodeRead,
  'node-acquire': nodeAcquire,
  'cluster-leases': clusterLeases,
  'cluster-details': clusterDetails,
  'boot-storm': bootStorm,
  files,
  'tag-rebuild': tagRebuild,
  'power-actions': powerActions,
  'power-dead': powerDead,
  'power-ipmi': powerIpmi,
};

const wanted = process.argv.slice(2);
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
await Promise.race([runWanted(), stopped]);

async function runWanted(): Promise<void> {
  for (const [name, run] of Object.entries(BENCHMARKS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stdout.write(`\n${name}\n${await run(site)}\n`);
  }
}
