import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PowerCommand } from '../../../src/power/driver/driver.js';
import { PowerActionError, PowerBusyError } from '../../../src/power/driver/errors.js';
import { eventually } from '../../support/eventually.js';
import { lingeringDomain, qemuDomain, virsh } from '../../support/libvirt.js';
import { programs } from '../../support/programs.js';
import { needsTools } from '../../support/tools.js';
import { changeDomain, domainState, queryDomain, sharedLibvirtd } from './virsh-support.js';

const withQemu = needsTools('virsh', 'libvirtd', 'qemu-system-x86_64');
const libvirtd = sharedLibvirtd();

/** Defines a real machine and runs virsh commands on it. */
async function realMachine(name: string, ...commands: readonly string[]): Promise<string> {
  const { sessionUri: uri } = libvirtd();
  await libvirtd().define(uri, name, qemuDomain(name));
  for (const command of commands) await virsh(uri, command, name);
  return uri;
}

describe('a real machine', () => {
  withQemu('shut off boots on power-on, and stays off on power-off', async () => {
    const uri = await realMachine('idle');
    await changeDomain(uri, 'idle', 'off');
    expect(await domainState(uri, 'idle')).toBe('shut off');
    await changeDomain(uri, 'idle', 'on');
    expect(await virsh(uri, 'domstate', '--reason', 'idle')).toBe('running (booted)');
  });

  withQemu('running keeps running on power-on, and is shut off by power-off', async () => {
    const uri = await realMachine('busy', 'start');
    const id = await virsh(uri, 'domid', 'busy');
    await changeDomain(uri, 'busy', 'on');
    expect(await virsh(uri, 'domid', 'busy')).toBe(id);
    await changeDomain(uri, 'busy', 'off');
    expect(await domainState(uri, 'busy')).toBe('shut off');
  });

  withQemu('with a managed save image boots on power-on, and does not resume', async () => {
    const uri = await realMachine('saved', 'start', 'managedsave');
    await changeDomain(uri, 'saved', 'on');
    expect(await virsh(uri, 'domstate', '--reason', 'saved')).toBe('running (booted)');
    expect(await virsh(uri, 'dominfo', 'saved')).toMatch(/^Managed save: +no$/m);
  });

  withQemu('paused fails to power on with a reason, and is shut off by power-off', async () => {
    const uri = await realMachine('paused', 'start', 'suspend');
    expect(await queryDomain(uri, 'paused')).toBe('off');
    const started = changeDomain(uri, 'paused', 'on');
    await expect(started).rejects.toThrow(PowerActionError);
    await expect(started).rejects.toThrow(
      'The domain was paused and cannot be started: virsh: error: Domain is already',
    );
    expect(await domainState(uri, 'paused')).toBe('paused');
    await changeDomain(uri, 'paused', 'off');
    expect(await domainState(uri, 'paused')).toBe('shut off');
  });

  withQemu('that is transient is gone after power-off', async () => {
    const uri = await realMachine('passing', 'start', 'undefine');
    await changeDomain(uri, 'passing', 'off');
    expect(await virsh(uri, 'list', '--all', '--name')).not.toContain('passing');
  });

  withQemu(
    'in shutdown is powered on in a later attempt, and is shut off by power-off',
    async () => {
      const { sessionUri: uri, folder } = libvirtd();
      const firmwareLog = path.join(folder, 'firmware.log');
      await libvirtd().define(uri, 'leaving', lingeringDomain('leaving', firmwareLog));
      await virsh(uri, 'start', 'leaving');
      await eventually(async () => expect(await readFile(firmwareLog, 'utf8')).toContain('Booting from Hard Disk'));
      // It ends when the firmware has read the disk.
      const ended = virsh(uri, 'qemu-monitor-command', 'leaving', '--hmp', 'quit').catch(() => {});
      await eventually(async () => expect(await domainState(uri, 'leaving')).toBe('in shutdown'));
      const started = changeDomain(uri, 'leaving', 'on');
      await expect(started).rejects.toThrow(PowerBusyError);
      await expect(started).rejects.toThrow('The domain was in shutdown');
      await changeDomain(uri, 'leaving', 'off');
      expect(await domainState(uri, 'leaving')).toBe('shut off');
      await ended;
    },
    90_000,
  );
});

const UUID = '6d47bd3d-78ae-4e0b-a91a-259d58b8a689';

/** virsh as recorded, with a domain `one` in a state of which QEMU cannot be made. */
async function changeRecorded(state: string, change: PowerCommand) {
  await using tools = await programs({
    virsh: `cd "$(dirname "$0")"
[ -e state ] || echo "${state}" > state
case "$*" in
  *list*) echo "${UUID} one" ;;
  *domstate*) cat state; echo ;;
  *start*) echo "$*" >> sent
    if grep -q 'shut off' state; then echo running > state; echo "Domain 'one' started"
    else echo "error: Domain is already active" >&2; exit 1; fi ;;
  *destroy*) echo "$*" >> sent; echo 'shut off' > state; echo "Domain 'one' destroyed" ;;
esac`,
  });
  const error = await changeDomain('qemu:///system', 'one', change, { toolPath: tools.toolPath }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const read = (name: string) => readFile(path.join(tools.folder, name), 'utf8').catch(() => '');
  return { error, sent: (await read('sent')).trim(), state: (await read('state')).trim() };
}

describe('recorded output', () => {
  test.each(['idle', 'no state'])('power-on of a domain in state "%s", which runs, sends nothing', async (state) => {
    expect(await changeRecorded(state, 'on')).toEqual({ error: undefined, sent: '', state });
  });

  test.each(['crashed', 'pmsuspended'])('power-on of a domain in state "%s" fails for good', async (state) => {
    const { error, sent } = await changeRecorded(state, 'on');
    expect(error).toMatchObject({
      retry: false,
      message: expect.stringContaining(`The domain was ${state} and cannot`),
    });
    expect(sent).toBe(`--connect qemu:///system start --force-boot --domain=${UUID}`);
  });

  test('power-on of a domain in state "dying" is retried', async () => {
    expect((await changeRecorded('dying', 'on')).error).toMatchObject({ retry: true });
  });

  test.each(['crashed', 'pmsuspended', 'dying', 'idle', 'no state', 'paused', 'in shutdown'])(
    'power-off of a domain in state "%s" destroys it',
    async (state) => {
      expect(await changeRecorded(state, 'off')).toEqual({
        error: undefined,
        sent: `--connect qemu:///system destroy --domain=${UUID}`,
        state: 'shut off',
      });
    },
  );

  test.each(['crashed', 'pmsuspended', 'paused'])('cycle of a domain in state "%s" boots it', async (state) => {
    const { error, sent, state: after } = await changeRecorded(state, 'cycle');
    expect([error, after]).toEqual([undefined, 'running']);
    expect(sent.match(/destroy|start/g)).toEqual(['destroy', 'start']);
  });
});

/** virsh as recorded, which refuses to destroy the running domain `one`. */
async function refuseToDestroy(refusal: string, stateAfter: string) {
  const domstate = `if [ -e "$0.sent" ]; then echo '${stateAfter}'; else echo 'in shutdown'; fi`;
  await using tools = await programs({
    virsh: `case "$*" in *list*) echo "${UUID} one" ;; *domstate*) ${domstate} ;;
*destroy*) touch "$0.sent"; echo "error: Failed to destroy domain 'one'" >&2; echo "error: ${refusal}" >&2; exit 1 ;; esac`,
  });
  await changeDomain('qemu:///system', 'one', 'off', { toolPath: tools.toolPath });
}

test('power-off of a domain that ends by itself before the command is done', async () => {
  await refuseToDestroy('Requested operation is not valid: domain is not running', 'shut off');
});

test.each([
  ['Failed to terminate process 4711 with SIGKILL: Device or resource busy', true],
  ['Timed out during operation: cannot acquire state change lock (held by monitor=remoteDispatchDomainSave)', true],
  ['Requested operation is not valid: domain is not running', false],
])('power-off that libvirt refuses with "%s" is retried: %s', async (refusal, retry) => {
  const refused = refuseToDestroy(refusal, 'in shutdown');
  await expect(refused).rejects.toMatchObject({ retry, message: expect.stringContaining(refusal) });
});

test.each([
  ['on', 'start', 'started', 'paused'],
  ['off', 'destroy', 'destroyed', 'running'],
] as const)(
  'power-%s that virsh confirms and the state does not fails',
  async (change, verb, confirmed, state) => {
    const domstate = `if [ -e "$0.sent" ]; then echo ${state}; else echo "${change === 'on' ? 'shut off' : 'running'}"; fi`;
    await using tools = await programs({
      virsh: `case "$*" in *list*) echo "${UUID} one" ;; *domstate*) ${domstate} ;;
*${verb}*) touch "$0.sent"; echo "Domain 'one' ${confirmed}" ;; esac`,
    });
    const changed = changeDomain('qemu:///system', 'one', change, { toolPath: tools.toolPath });
    await expect(changed).rejects.toThrow(`after the command to power ${change}.`);
  },
  30_000,
);
