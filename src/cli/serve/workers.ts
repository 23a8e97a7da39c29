import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Settings } from '../../settings.js';
import type { RunningRegion } from './region.js';
import { WorkerMetrics } from './worker-metrics.js';

const FIRST_RESTART_MS = 1_000;
const LONGEST_RESTART_MS = 60_000;
/** The time after which a worker is killed. It is longer than an orderly stop. */
const STOP_MS = 12_500;

/** What a worker sends when it serves on all its addresses. */
const Serves = z.object({ serves: z.number() });

/**
 * Serves in `settings.workers` processes on one port; one that dies is replaced. A replacement that dies before it serves
 * is replaced after 2, 4 … 60 seconds.
 * @throws Error when one of the first workers dies before it serves
 */
export async function startWorkers(settings: Settings, url: string, log: Logger): Promise<RunningRegion> {
  cluster.setupPrimary({ exec: fileURLToPath(new URL('./worker.js', import.meta.url)), args: [] });
  const metrics = new WorkerMetrics();
  const served = new WeakSet<Worker>();
  const fork = async (): Promise<number> => {
    const worker = cluster.fork({ DATABASE_URL: url, WORKERS: '1' });
    metrics.add(worker);
    const port = await untilServing(worker);
    served.add(worker);
    return port;
  };
  const ports = await Promise.all(Array.from({ length: settings.workers }, fork));

  let stopping = false;
  let restartMs = FIRST_RESTART_MS;
  const replace = (worker: Worker, code: number, signal: string) => {
    if (stopping) return;
    restartMs = served.has(worker) ? FIRST_RESTART_MS : Math.min(2 * restartMs, LONGEST_RESTART_MS);
    log.error({ worker: worker.process.pid, code, signal, restartMs }, 'a worker died and is replaced');
    setTimeout(() => {
      // Its end is logged above.
      if (!stopping) fork().catch(() => {});
    }, restartMs);
  };
  cluster.on('exit', replace);
  return {
    port: ports[0] ?? settings.port,
    async stop() {
      stopping = true;
      await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => worker && end(worker)));
      cluster.off('exit', replace);
    },
  };
}

/** Waits until a worker serves. @returns its port @throws Error when it ends before */
function untilServing(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message) => {
      const { data } = Serves.safeParse(message);
      if (data) resolve(data.serves);
    });
    worker.once('exit', () => reject(new Error('a worker ended before it served; see the log')));
  });
}

async function end(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const ended = once(worker, 'exit');
  worker.process.kill('SIGTERM');
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}
