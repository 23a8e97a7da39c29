import { readdir, readFile } from 'node:fs/promises';

/** Whether a process is there and has not ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The command lines, arguments separated by NUL, of all processes. */
export async function commandLines(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // Some end while they are looked at.
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}

/** Those of them in which a text occurs. */
export async function processesWith(text: string): Promise<string[]> {
  return (await commandLines()).filter((line) => line.includes(text));
}
