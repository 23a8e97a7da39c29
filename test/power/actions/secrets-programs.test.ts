import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { configureDriver, runPowerChange } from '../../../src/power/actions/run-driver.js';
import { AmtMachine } from '../../support/amt-machine.js';
import { Cdu } from '../../support/cdu.js';
import { Libvirtd, qemuDomain } from '../../support/libvirt.js';
import { watchProcesses } from '../../support/processes.js';
import { Sshd } from '../../support/sshd.js';
import { needsTools } from '../../support/tools.js';
import { environmentWith } from '../support.js';

/** Of this run alone: other tests may show theirs. */
const CANARY = `c4nary${randomBytes(4).toString('hex')}`;

/** Powers a machine on with the password and then with one that is refused. @returns what could be seen of it */
async function seenOf(
  powerType: string,
  right: Readonly<Record<string, string>>,
  wrong: Readonly<Record<string, string>>,
  sshKnownHosts?: string,
) {
  await using watch = watchProcesses();
  const environment = environmentWith({ sshKnownHosts });
  const node = (powerParameters: Readonly<Record<string, string>>) =>
    configureDriver({ systemId: 'node-1', powerType, powerParameters, macAddress: undefined });
  await runPowerChange(node(right), 'on', environment);
  const error = await runPowerChange(node(wrong), 'on', environment).then(() => 'no failure', String);
  return { error, processes: [...watch.seen] };
}

function expectNoCanary({ error, processes }: Awaited<ReturnType<typeof seenOf>>, program: string) {
  expect(processes.some((line) => line.includes(program))).toBe(true);
  expect(processes.filter((line) => line.includes(CANARY))).toEqual([]);
  expect(error).toMatch(/refuses/);
  expect(error).not.toContain(CANARY);
}

needsTools('fence_cdu', 'telnet')(
  'change by fence_cdu keeps the password out of command lines and errors',
  async () => {
    await using cdu = await Cdu.start(['one'], { password: CANARY });
    await using stranger = await Cdu.start(['one'], { password: 'another' });
    const parameters = { power_user: 'maas', power_pass: CANARY, power_id: 'one' };
    const seen = await seenOf(
      'fence_cdu',
      { ...parameters, power_address: cdu.address },
      { ...parameters, power_address: stranger.address },
    );
    expectNoCanary(seen, 'fence_cdu');
  },
);

needsTools('amttool')('change by amt keeps the password out of command lines and errors', async () => {
  await using machine = await AmtMachine.start(false, { password: CANARY });
  await using stranger = await AmtMachine.start(false, { password: 'another' });
  const seen = await seenOf(
    'amt',
    { power_address: machine.address, power_pass: CANARY },
    { power_address: stranger.address, power_pass: CANARY },
  );
  expectNoCanary(seen, 'amttool');
});

needsTools(
  'virsh',
  'libvirtd',
  'sshd',
  'nc',
  'qemu-system-x86_64',
)('change by virsh keeps the passphrase out of command lines and errors', async () => {
  await using libvirtd = await Libvirtd.start();
  await using sshd = await Sshd.start(CANARY);
  await using stranger = await Sshd.start('another');
  await libvirtd.define(libvirtd.sessionUri, 'far', qemuDomain('far'));
  const parametersOf = (key: Sshd) => ({
    power_address: `qemu+ssh://${sshd.login}/session?socket=${libvirtd.socket}&keyfile=${key.file('key')}`,
    power_id: 'far',
    power_pass: CANARY,
  });
  const seen = await seenOf('virsh', parametersOf(sshd), parametersOf(stranger), sshd.file('known_hosts'));
  expectNoCanary(seen, 'virsh');
});
