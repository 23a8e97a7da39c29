// One of the processes of `serve` with WORKERS > 1; the primary has prepared the database and owns it.

import { openLog } from '../../server/logger.js';
import { readSettings } from '../../settings.js';
import { tolerateClosedOutput } from '../lib/closed-output.js';
import { explain } from '../lib/explain.js';
import { logConsole } from './log-console.js';
import { startRegion } from './region.js';
import { Stop } from './stop.js';
import { shareMetrics } from './worker-metrics.js';

// A log that cannot be written must not end a server.
tolerateClosedOutput([process.stdout, process.stderr], () => {});
try {
  const settings = readSettings(process.env);
  const stop = new Stop();
  const log = await openLog(settings, process.stderr);
  logConsole(log);
  const region = await startRegion(settings, settings.databaseUrl ?? '', log, { shareMetrics });
  process.send?.({ serves: region.port });
  await stop.requested;
  await region.stop();
  process.exit(0);
} catch (error) {
  process.stderr.write(`maas-region worker: ${explain(error, process.env)}\n`);
  process.exit(1);
}
