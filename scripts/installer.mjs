// npm run installer: Debian's installer boots through `maas-region cluster` in a virtual machine without KVM, takes the
// preseed, and goes on as far as the package archive has what it needs. It takes five minutes on two idle cores.
import { existsSync } from 'node:fs';
import { ensureBuilt } from './lib/build.mjs';
import { requireLane } from './lib/lane.mjs';
import { runPackage } from './lib/run.mjs';

/** Of Debian's package debian-installer-12-netboot-amd64 */
const INSTALLER = '/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64';

requireLane("Debian's installer", ['dig', 'dnsmasq', 'ip', 'qemu-system-x86_64', 'udhcpc']);
if (!existsSync(INSTALLER))
  throw new Error('apt-get install --no-install-recommends debian-installer-12-netboot-amd64');
await ensureBuilt();
process.env.DEBIAN_INSTALLER = INSTALLER;
process.exitCode = await runPackage('vitest', [
  'run',
  'test/journeys/debian-installer.test.ts',
  '--disableConsoleIntercept',
]);
