// Loaded into every measured process. Reports its resources, and ends it when the benchmark ends.
import { existsSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answer } from './answer.js';

const RESOLUTION_MS = 1;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let cpuBefore = process.cpuUsage();

answer({
  watch: () => {
    delays.enable();
    delays.reset();
    cpuBefore = process.cpuUsage();
  },
  usage: () => {
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      peakBytes: peakBytes(),
      stallMs: Math.max(0, delays.max / 1e6 - RESOLUTION_MS),
      cpuMs: (user + system) / 1_000,
    };
  },
  rss: () => process.memoryUsage.rss(),
});

process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));

/** The peak of the resident memory. On Linux it is not `maxRSS`, which includes the parent's peak. */
function peakBytes(): number {
  const own = existsSync('/proc/self/status') && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return (own ? Number(own[1]) : process.resourceUsage().maxRSS) * 1_024;
}
