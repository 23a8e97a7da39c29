import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { run } from './run.mjs';

const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
// The network namespaces of the host stay as they are. systemd needs version 2 of control groups to see services end.
const INSIDE =
  'mkdir -p /run/netns && mount -t tmpfs netns /run/netns && mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$@"';

/**
 * Ends this process when a lane cannot run here: without root or its programs. In CI that is a failure.
 * @param {string} title what the lane tests
 * @param {string[]} programs the programs that it needs
 */
export function requireLane(title, programs) {
  const missing = programs.filter((name) => !FOLDERS.some((folder) => existsSync(`${folder}/${name}`)));
  const reason = process.getuid() === 0 ? missing.join(', ') : 'root';
  if (reason === '') return;
  process.stdout.write(`The tests of ${title} are skipped: they need ${reason}.\n`);
  process.exit(process.env.CI ? 1 : 0);
}

/**
 * Builds the program, and runs the tests `*.lane.ts` of a folder in a network of their own. All processes end with them.
 * @param {string} folder the folder of the tests
 * @param {NodeJS.ProcessEnv} environment what the tests read besides
 * @returns {Promise<number>} the exit code
 */
export async function runLane(folder, environment) {
  const built = await run(process.execPath, ['scripts/build.mjs']);
  if (built !== 0) return built;
  const vitest = [
    'node',
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'vitest.lane.config.ts',
    '--dir',
    folder,
  ];
  return run(
    'unshare',
    [
      ...['--net', '--mount', '--pid', '--mount-proc', '--cgroup', '--fork', '--kill-child'],
      ...['sh', '-c', INSIDE, 'sh', ...vitest, ...process.argv.slice(2)],
    ],
    { env: { ...process.env, ...environment } },
  );
}
