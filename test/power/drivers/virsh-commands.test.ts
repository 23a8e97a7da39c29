import { expect, test } from 'vitest';
import { PowerStillOnError } from '../../../src/power/driver/errors.js';
import { qemuDomain, testDomain, virsh } from '../../support/libvirt.js';
import { programs } from '../../support/programs.js';
import { needsTools } from '../../support/tools.js';
import { changeDomain, domainState, sharedLibvirtd } from './virsh-support.js';

const withQemu = needsTools('virsh', 'libvirtd', 'qemu-system-x86_64');
const withLibvirt = needsTools('virsh', 'libvirtd');
const libvirtd = sharedLibvirtd();

/** Defines a real machine and runs virsh commands on it. */
async function realMachine(name: string, ...commands: readonly string[]): Promise<string> {
  const { sessionUri: uri } = libvirtd();
  await libvirtd().define(uri, name, qemuDomain(name));
  for (const command of commands) await virsh(uri, command, name);
  return uri;
}

withQemu('machine running is booted again by a cycle', async () => {
  const uri = await realMachine('enlisted', 'start');
  const id = await virsh(uri, 'domid', 'enlisted');
  await changeDomain(uri, 'enlisted', 'cycle');
  expect(await virsh(uri, 'domstate', '--reason', 'enlisted')).toBe('running (booted)');
  expect(await virsh(uri, 'domid', 'enlisted')).not.toBe(id);
});

withQemu('machine shut off is booted by a cycle', async () => {
  const uri = await realMachine('cold');
  await changeDomain(uri, 'cold', 'cycle');
  expect(await domainState(uri, 'cold')).toBe('running');
});

withQemu('machine without an operating system stays on when it is asked to shut down', async () => {
  const uri = await realMachine('deaf', 'start');
  await expect(changeDomain(uri, 'deaf', 'shutdown')).rejects.toThrow(PowerStillOnError);
  expect(await domainState(uri, 'deaf')).toBe('running');
});

withQemu('machine paused fails to shut down with the reason', async () => {
  const uri = await realMachine('held', 'start', 'suspend');
  await expect(changeDomain(uri, 'held', 'shutdown')).rejects.toThrow('virsh: error:');
});

withLibvirt('shutdown of a domain of the test driver is done, and repeated sends nothing', async () => {
  const { testUri: uri } = libvirtd();
  await libvirtd().define(uri, 'obedient', testDomain('obedient', []));
  await virsh(uri, 'start', 'obedient');
  for (const _ of ['once', 'twice']) {
    await changeDomain(uri, 'obedient', 'shutdown');
    expect(await domainState(uri, 'obedient')).toBe('shut off');
  }
});

const UUID = '6d47bd3d-78ae-4e0b-a91a-259d58b8a689';

/** virsh as recorded, with a running domain `one` that is in another state when libvirt refuses to shut it down. */
async function refuseToShutDown(listAfter: string, stateAfter: string) {
  await using tools = await programs({
    virsh: `sent() { [ -e "$0.sent" ]; }
case "$*" in *list*) if sent; then echo "${listAfter}"; else echo "${UUID} one"; fi ;;
*domstate*) if sent; then echo '${stateAfter}'; else echo running; fi ;;
*shutdown*) touch "$0.sent"; echo "error: Failed to shutdown domain 'one'" >&2
echo "error: Requested operation is not valid: domain is not running" >&2; exit 1 ;; esac`,
  });
  await changeDomain('qemu:///system', 'one', 'shutdown', { toolPath: tools.toolPath });
}

test('shutdown of a domain that ends by itself before the command is done', async () => {
  await refuseToShutDown(`${UUID} one`, 'shut off');
});

test('shutdown of a transient domain that is gone before the command is done', async () => {
  await refuseToShutDown('', 'nowhere');
});

test('shutdown that libvirt refuses for a domain that is still on fails with the reason', async () => {
  await expect(refuseToShutDown(`${UUID} one`, 'running')).rejects.toThrow('domain is not running');
});
