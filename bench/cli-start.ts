import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { median, table, takeTurns, verdict } from './support/figures.js';

const PROGRAM = fileURLToPath(new URL('../../bin/maas-region', import.meta.url));
const ROUNDS = 7;
const MOST = 3;

/** Prints the CPU time of a process in microseconds, as it exits. */
const PROBE = `data:text/javascript,process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.getBuiltinModule('node:fs').writeSync(2, '\\n' + (user + system));
})`;

/** CPU time of `maas-region --help`. The floor is a Node.js that does nothing. */
export async function cliStart(): Promise<string> {
  const [floors = [], starts = []] = await takeTurns(ROUNDS, [
    () => cpuTime('-e', '0'),
    () => cpuTime(PROGRAM, '--help'),
  ]);
  const [floor, start] = [median(floors), median(starts)];
  return table(
    ['CPU ms', 'floor ms', 'ratio', 'aim', 'met'],
    [[start.toFixed(0), floor.toFixed(0), ...verdict(start / floor, { most: MOST })]],
  );
}

async function cpuTime(...args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--import', PROBE, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [output, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${args.join(' ')} failed: ${output}`);
  return Number(output.split('\n').at(-1)) / 1_000;
}
