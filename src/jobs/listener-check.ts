import type { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/**
 * Runs a statement from time to time on the connection by which the queue learns of new jobs. The queue itself only
 * listens on it, and a connection on which nobody sends may be lost without an error. A lost statement costs the
 * connection, and the queue makes a new one.
 * @param events the events of the queue
 */
export async function checkListener(events: EventEmitter, everyMs: number, signal: AbortSignal): Promise<void> {
  let listener: pg.PoolClient | undefined;
  events.on('pool:listen:success', ({ client }) => {
    listener = client;
  });
  events.on('pool:listen:release', () => {
    listener = undefined;
  });
  while (!signal.aborted) {
    // The error reaches the queue as an event of the connection.
    await listener?.query('SELECT 1').catch(() => {});
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {});
  }
}
