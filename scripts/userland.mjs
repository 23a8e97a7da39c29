// node scripts/userland.mjs [ARGUMENTS OF VITEST…]: runs the tests of test/userland/ in a network of their own. Without
// root or the programs that they need, they are skipped; in CI that is a failure.
import { requireLane, runLane } from './lib/lane.mjs';
import { makeMachineRoot } from './lib/machine-root.mjs';

requireLane('the userland of machines', [
  'dnsmasq',
  'ip',
  'ipmi_sim',
  'ipmipower',
  'mmdebstrap',
  'systemd-nspawn',
  'unshare',
]);
process.exit(await runLane('test/userland', { MACHINE_ROOT: await makeMachineRoot() }));
