// Loaded into every measured process: tells what it costs, and ends it when the benchmark ends.
import { existsSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answer } from './answer.js';

const RESOLUTION_MS = 1;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

answer({
  watch: () => {
    delays.enable();
    delays.reset();
  },
  usage: () => ({ peakBytes: peakBytes(), stallMs: Math.max(0, delays.max / 1e6 - RESOLUTION_MS) }),
});

process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));

/** Resident memory at its most. Linux passes the parent's maximum on in `maxRSS`, and keeps this process's own apart. */
function peakBytes(): number {
  const own = existsSync('/proc/self/status') && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return (own ? Number(own[1]) : process.resourceUsage().maxRSS) * 1_024;
}
