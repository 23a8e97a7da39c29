import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Settings } from '../../settings.js';
import type { RunningRegion } from './region.js';
import { WorkerMetrics } from './worker-metrics.js';

const RESTART_MS = 1_000;
/** The time after which a worker is killed. It is longer than an orderly stop. */
const STOP_MS = 12_500;

/** Serves in `settings.workers` processes on one port; one that dies is replaced. */
export async function startWorkers(settings: Settings, url: string, log: Logger): Promise<RunningRegion> {
  cluster.setupPrimary({ exec: fileURLToPath(new URL('./worker.js', import.meta.url)), args: [] });
  const metrics = new WorkerMetrics();
  const fork = (): Worker => {
    const worker = cluster.fork({ DATABASE_URL: url, WORKERS: '1' });
    metrics.add(worker);
    return worker;
  };
  const ports = await Promise.all(Array.from({ length: settings.workers }, () => listening(fork())));

  let stopping = false;
  const replace = (worker: Worker, code: number, signal: string) => {
    if (stopping) return;
    log.error({ worker: worker.process.pid, code, signal }, 'a worker died and is replaced');
    setTimeout(() => {
      if (!stopping) fork();
    }, RESTART_MS);
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

async function listening(worker: Worker): Promise<number> {
  const died = once(worker, 'exit').then(() => {
    throw new Error('a worker ended before it served; see the log');
  });
  const [address]: { port: number }[] = await Promise.race([once(worker, 'listening'), died]);
  died.catch(() => {});
  if (!address) throw new Error('a worker listens nowhere');
  return address.port;
}

async function end(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const ended = once(worker, 'exit');
  worker.process.kill('SIGTERM');
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}
