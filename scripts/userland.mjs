// node scripts/userland.mjs [ARGUMENTS OF VITEST…]: runs the tests of test/userland/ in a network of their own. All
// processes end with them. Without root or the programs that they need, they are skipped; in CI that is a failure.
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { makeMachineRoot } from './lib/machine-root.mjs';
import { run } from './lib/run.mjs';

const PROGRAMS = ['dnsmasq', 'ip', 'ipmi_sim', 'ipmipower', 'mmdebstrap', 'systemd-nspawn', 'unshare'];
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

const missing = PROGRAMS.filter((name) => !FOLDERS.some((folder) => existsSync(`${folder}/${name}`)));
const reason = process.getuid() === 0 ? missing.join(', ') : 'root';
if (reason !== '') {
  process.stdout.write(`The tests of the userland of machines are skipped: they need ${reason}.\n`);
  process.exit(process.env.CI ? 1 : 0);
}

const built = await run(process.execPath, ['scripts/build.mjs']);
if (built !== 0) process.exit(built);
const root = await makeMachineRoot();
// The network namespaces of the host stay as they are. systemd needs version 2 of control groups to see services end.
const inside =
  'mkdir -p /run/netns && mount -t tmpfs netns /run/netns && mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$@"';
const vitest = ['node', 'node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.userland.config.ts'];
const ended = await run(
  'unshare',
  [
    ...['--net', '--mount', '--pid', '--mount-proc', '--cgroup', '--fork', '--kill-child'],
    ...['sh', '-c', inside, 'sh', ...vitest, ...process.argv.slice(2)],
  ],
  { env: { ...process.env, MACHINE_ROOT: root } },
);
process.exit(ended);
