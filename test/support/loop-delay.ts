import { connect } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { plaintextHeader } from './oauth.js';
import type { As, Region } from './region.js';

/** The longest time for which a request may hold the event loop, in milliseconds. */
export const MOST_MS = 50;
const RESOLUTION_MS = 1;
/** Other processes of the machine also delay the loop, but not each time. */
const ATTEMPTS = 10;

interface Sent {
  readonly type: string;
  readonly body: Buffer;
  /** What the answer may be. */
  readonly statuses: readonly number[];
}

/**
 * Sends a body by POST again and again, until the loop was held for a short time.
 * @param path below /MAAS/api/1.0/, or from the server's root when it begins with a slash
 * @returns the least of the longest times for which the loop was held, in milliseconds
 */
export async function leastDelay(
  region: Region,
  as: As,
  path: string,
  { type, body, statuses }: Sent,
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < ATTEMPTS && Math.min(...times) > MOST_MS; i += 1) {
    const [status, ms] = await measure(region, as, path, type, body);
    expect(statuses).toContain(status);
    times.push(ms);
  }
  return Math.min(...times);
}

/** Sends a body, and returns the status and the longest time for which the loop was held, in milliseconds. */
async function measure(
  region: Region,
  as: As,
  path: string,
  type: string,
  body: Buffer,
): Promise<[status: number, ms: number]> {
  const key = region.keyOf(as);
  const { pathname, search } = new URL(path, region.api);
  const head = [
    `POST ${pathname}${search} HTTP/1.1`,
    'Host: region',
    'Connection: close',
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
    ...(key ? [`Authorization: ${plaintextHeader(key)}`] : []),
  ];
  const socket = connect(Number(region.api.port), region.api.hostname);
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const cpuTimes = watchCpuTime();
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body);
  const answer = await text(socket);
  delays.disable();
  const ms = Math.min(delays.max / 1e6 - RESOLUTION_MS, cpuTimes.longest());
  return [Number(answer.split(' ', 2)[1]), ms];
}

/**
 * Measures the CPU time of each turn of the event loop, in milliseconds. On a busy machine a turn takes longer than its
 * CPU time, as other processes run in between.
 */
function watchCpuTime() {
  let longest = 0;
  let before = cpuMs();
  let next = setImmediate(function measureTurn() {
    const now = cpuMs();
    longest = Math.max(longest, now - before);
    before = now;
    next = setImmediate(measureTurn);
  });
  return {
    longest() {
      clearImmediate(next);
      return longest;
    },
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
