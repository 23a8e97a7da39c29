import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configureDriver, runPowerChange, runPowerQuery } from '../../../src/power/actions/run-driver.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
  PowerToolError,
} from '../../../src/power/driver/errors.js';
import { freePort } from '../../support/free-port.js';
import { Libvirtd, qemuDomain, testDomain, virsh } from '../../support/libvirt.js';
import { Sshd } from '../../support/sshd.js';
import { missing } from '../../support/tool-packages.js';
import { needsTools } from '../../support/tools.js';
import { environmentWith } from '../support.js';

const withLibvirt = needsTools('virsh', 'libvirtd');
const withQemu = needsTools('virsh', 'libvirtd', 'qemu-system-x86_64');
const withSsh = needsTools('virsh', 'libvirtd', 'sshd', 'nc');

const node = (power_address: string, power_id: string, power_pass = '') =>
  configureDriver({
    systemId: 'node-1',
    powerType: 'virsh',
    powerParameters: { power_address, power_id, power_pass },
    macAddress: undefined,
  });
const state = (uri: string, name: string) => virsh(uri, 'domstate', name);

let libvirtd: Libvirtd | undefined;
const there = (): Libvirtd => {
  if (!libvirtd) throw new Error('libvirtd is not installed');
  return libvirtd;
};
beforeAll(async () => {
  if (process.env.CI || !['virsh', 'libvirtd'].some((name) => missing.has(name))) libvirtd = await Libvirtd.start();
});
afterAll(() => libvirtd?.[Symbol.asyncDispose]());

withLibvirt('a domain is started and destroyed, and asked for its state', async () => {
  const { testUri: uri } = there();
  await there().define(uri, 'one', testDomain('one', []));
  const given = node(uri, 'one');
  expect(await runPowerQuery(given, environmentWith(), 20_000)).toBe('off');
  await runPowerChange(given, 'on', environmentWith());
  expect([await state(uri, 'one'), await runPowerQuery(given, environmentWith(), 20_000)]).toEqual(['running', 'on']);
  await runPowerChange(given, 'off', environmentWith());
  expect(await state(uri, 'one')).toBe('shut off');
});

withLibvirt('a domain that is so already is left alone, and so is a paused one', async () => {
  const { testUri: uri } = there();
  await there().define(uri, 'two', testDomain('two', []));
  await runPowerChange(node(uri, 'two'), 'off', environmentWith());
  expect(await state(uri, 'two')).toBe('shut off');
  await virsh(uri, 'start', 'two');
  await runPowerChange(node(uri, 'two'), 'on', environmentWith());
  expect(await state(uri, 'two')).toBe('running');
  await virsh(uri, 'suspend', 'two');
  for (const change of ['on', 'off'] as const) await runPowerChange(node(uri, 'two'), change, environmentWith());
  expect(await state(uri, 'two')).toBe('paused');
});

withLibvirt('a domain is known by its UUID too', async () => {
  const { testUri: uri } = there();
  await there().define(uri, 'three', testDomain('three', []));
  await runPowerChange(node(uri, await virsh(uri, 'domuuid', 'three')), 'on', environmentWith());
  expect(await state(uri, 'three')).toBe('running');
});

withLibvirt('a domain that is not there is a failure that says so', async () => {
  const failed = runPowerChange(node(there().testUri, 'nosuch'), 'on', environmentWith());
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow('no such domain');
});

withLibvirt('a libvirt that does not answer is a matter of the connection', async () => {
  const failed = runPowerChange(
    node(`test+tcp://127.0.0.1:${await freePort()}/default`, 'test'),
    'on',
    environmentWith(),
  );
  await expect(failed).rejects.toThrow(PowerConnError);
});

withQemu('a real machine runs after on, and does not after off', async () => {
  const { sessionUri: uri } = there();
  await there().define(uri, 'real', qemuDomain('real'));
  const given = node(uri, 'real');
  await runPowerChange(given, 'on', environmentWith());
  expect(await state(uri, 'real')).toBe('running');
  await runPowerChange(given, 'off', environmentWith());
  expect(await state(uri, 'real')).toBe('shut off');
});

/** Like no other’s: what is left of it is found where other tests leave theirs. */
const PASSPHRASE = `open s'es"ame ${randomUUID()}`;

/** What the files hold by which drivers hand passwords on. */
async function passwordsLeft(): Promise<string[]> {
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith('maas-region-'));
  const files = folders.map((name) => path.join(tmpdir(), name, 'password'));
  return Promise.all(files.map(async (file) => (await readFile(file, 'utf8').catch(() => '')).trim()));
}

describe('over ssh', () => {
  const uriOf = (sshd: Sshd, key: 'key' | 'stranger' = 'key') =>
    `qemu+ssh://${sshd.login}/session?socket=${there().socket}&keyfile=${sshd.file(key)}`;

  withSsh('with a key and the host among the known ones', async () => {
    await using sshd = await Sshd.start();
    await there().define(there().sessionUri, 'far', qemuDomain('far'));
    const environment = environmentWith({ sshKnownHosts: sshd.file('known_hosts') });
    expect(await runPowerQuery(node(uriOf(sshd), 'far'), environment, 30_000)).toBe('off');
    await expect(runPowerQuery(node(uriOf(sshd), 'nosuch'), environment, 30_000)).rejects.toThrow('no such domain');
  });

  withSsh('a passphrase is given without a terminal, and nothing is left of it', async () => {
    await using sshd = await Sshd.start(PASSPHRASE);
    await there().define(there().sessionUri, 'locked', qemuDomain('locked'));
    const environment = environmentWith({ sshKnownHosts: sshd.file('known_hosts') });
    const right = node(uriOf(sshd), 'locked', PASSPHRASE);
    expect(await runPowerQuery(right, environment, 30_000)).toBe('off');
    const wrong = runPowerQuery(node(uriOf(sshd), 'locked', 'open'), environment, 30_000);
    await expect(wrong).rejects.toThrow(PowerAuthError);
    await expect(runPowerQuery(node(uriOf(sshd), 'locked'), environment, 30_000)).rejects.toThrow(PowerAuthError);
    expect(await passwordsLeft()).not.toContain(PASSPHRASE);
  });

  withSsh('a wrong key is a matter of the credentials', async () => {
    await using sshd = await Sshd.start();
    const environment = environmentWith({ sshKnownHosts: sshd.file('known_hosts') });
    await expect(runPowerChange(node(uriOf(sshd, 'stranger'), 'far'), 'on', environment)).rejects.toThrow(
      PowerAuthError,
    );
  });

  withSsh(
    'a host that is not known, or has another key, is refused with the setting’s name; no_verify passes it',
    async () => {
      await using sshd = await Sshd.start();
      await there().define(there().sessionUri, 'unknown', qemuDomain('unknown'));
      for (const sshKnownHosts of ['/dev/null', sshd.file('other_hosts')]) {
        const refused = runPowerChange(node(uriOf(sshd), 'unknown'), 'off', environmentWith({ sshKnownHosts }));
        await expect(refused).rejects.toThrow(PowerSettingsError);
        await expect(refused).rejects.toThrow('POWER_SSH_KNOWN_HOSTS');
      }
      const unverified = node(`${uriOf(sshd)}&no_verify=1`, 'unknown');
      expect(await runPowerQuery(unverified, environmentWith({ sshKnownHosts: '/dev/null' }), 30_000)).toBe('off');
    },
  );

  withSsh('a host that does not answer is a matter of the connection', async () => {
    const uri = `qemu+ssh://nobody@127.0.0.1:${await freePort()}/system`;
    await expect(runPowerChange(node(uri, 'far'), 'on', environmentWith())).rejects.toThrow(PowerConnError);
  });
});

describe('an address that could do harm is refused', () => {
  test.each([
    ['another scheme', 'http://host/'],
    ['a program', 'qemu+ext:///system?command=/tmp/x'],
    ['a program for ssh', 'qemu+ssh://host/system?command=/tmp/x'],
    ['a program on the other side', 'qemu+ssh://host/system?netcat=/tmp/x'],
    ['another SSH, with known hosts of its own', 'qemu+libssh://host/system?known_hosts=/tmp/x'],
    ['known hosts of its own', 'qemu+ssh://host/system?known_hosts=/tmp/x'],
    ['a key of the query in capitals', 'qemu+ssh://host/system?Command=/tmp/x'],
    ['a password', 'qemu+ssh://user:pass@host/system'],
    ['an option for a user', 'qemu+ssh://-oProxyCommand=x@host/system'],
    ['an option for a host', 'qemu+ssh://-oProxyCommand=x/system'],
    ['a file for the test driver', 'test:///etc/passwd'],
    ['words for a shell', 'qemu+ssh://host/system?socket=/x$(id)'],
    ['an escape', 'qemu+ssh://host/system?socket=%2Fx'],
    ['a fragment', 'qemu:///system#x'],
    ['an option', '--version'],
    ['no URI', 'localhost'],
    ['nothing', ''],
  ])('%s', async (_, address) => {
    await expect(runPowerChange(node(address, 'one'), 'on', environmentWith())).rejects.toThrow(PowerSettingsError);
  });

  test('a domain that looks like an option', async () => {
    await expect(runPowerChange(node('qemu:///system', '--all'), 'on', environmentWith())).rejects.toThrow(
      PowerSettingsError,
    );
  });
});

test('without virsh it says what to install', async () => {
  const failed = runPowerChange(node('qemu:///system', 'one'), 'on', environmentWith({ toolPath: '/nowhere' }));
  await expect(failed).rejects.toThrow(PowerToolError);
  await expect(failed).rejects.toThrow('libvirt-clients');
});
