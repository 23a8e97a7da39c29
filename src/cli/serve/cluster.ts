import path from 'node:path';
import { runCluster } from '../../cluster/run/run.js';
import { readClusterSettings } from '../../cluster/settings.js';
import { openLog } from '../../server/logger.js';
import type { Settings } from '../../settings.js';
import type { Io } from '../lib/io.js';
import { Stop } from './stop.js';

/** Serves the machines of a cluster until a signal comes. No database is opened. */
export async function serveCluster(settings: Settings, regionUrl: string | undefined, io: Io): Promise<void> {
  const cluster = readClusterSettings(io.env, regionUrl);
  const stop = new Stop();
  const stopping = new AbortController();
  void stop.requested.then(() => stopping.abort(new Error('a signal came')));
  await runCluster({
    ...cluster,
    folder: path.join(settings.dataDir, 'cluster'),
    searchPath: io.env.PATH ?? '',
    log: await openLog(settings, io.stderr),
    print: (text) => void io.stdout.write(text),
    signal: stopping.signal,
  });
}
