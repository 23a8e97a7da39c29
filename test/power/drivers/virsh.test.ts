import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drive, driveOf, queryState } from '../../../src/power/actions/run-driver.js';
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
import { worldWith } from '../support.js';

const withLibvirt = needsTools('virsh', 'libvirtd');
const withQemu = needsTools('virsh', 'libvirtd', 'qemu-system-x86_64');
const withSsh = needsTools('virsh', 'libvirtd', 'sshd', 'nc');

const node = (power_address: string, power_id: string, power_pass = '') =>
  driveOf({
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
  expect(await queryState(given, worldWith(), 20_000)).toBe('off');
  await drive(given, 'on', worldWith());
  expect([await state(uri, 'one'), await queryState(given, worldWith(), 20_000)]).toEqual(['running', 'on']);
  await drive(given, 'off', worldWith());
  expect(await state(uri, 'one')).toBe('shut off');
});

withLibvirt('a domain that is so already is left alone, and so is a paused one', async () => {
  const { testUri: uri } = there();
  await there().define(uri, 'two', testDomain('two', []));
  await drive(node(uri, 'two'), 'off', worldWith());
  expect(await state(uri, 'two')).toBe('shut off');
  await virsh(uri, 'start', 'two');
  await drive(node(uri, 'two'), 'on', worldWith());
  expect(await state(uri, 'two')).toBe('running');
  await virsh(uri, 'suspend', 'two');
  for (const change of ['on', 'off'] as const) await drive(node(uri, 'two'), change, worldWith());
  expect(await state(uri, 'two')).toBe('paused');
});

withLibvirt('a domain is known by its UUID too', async () => {
  const { testUri: uri } = there();
  await there().define(uri, 'three', testDomain('three', []));
  await drive(node(uri, await virsh(uri, 'domuuid', 'three')), 'on', worldWith());
  expect(await state(uri, 'three')).toBe('running');
});

withLibvirt('a domain that is not there is a failure that says so', async () => {
  const failed = drive(node(there().testUri, 'nosuch'), 'on', worldWith());
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow('no such domain');
});

withLibvirt('a libvirt that does not answer is a matter of the connection', async () => {
  const failed = drive(node(`test+tcp://127.0.0.1:${await freePort()}/default`, 'test'), 'on', worldWith());
  await expect(failed).rejects.toThrow(PowerConnError);
});

withQemu('a real machine runs after on, and does not after off', async () => {
  const { sessionUri: uri } = there();
  await there().define(uri, 'real', qemuDomain('real'));
  const given = node(uri, 'real');
  await drive(given, 'on', worldWith());
  expect(await state(uri, 'real')).toBe('running');
  await drive(given, 'off', worldWith());
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
    const world = worldWith({ sshKnownHosts: sshd.file('known_hosts') });
    expect(await queryState(node(uriOf(sshd), 'far'), world, 30_000)).toBe('off');
    await expect(queryState(node(uriOf(sshd), 'nosuch'), world, 30_000)).rejects.toThrow('no such domain');
  });

  withSsh('a passphrase is given without a terminal, and nothing is left of it', async () => {
    await using sshd = await Sshd.start(PASSPHRASE);
    await there().define(there().sessionUri, 'locked', qemuDomain('locked'));
    const world = worldWith({ sshKnownHosts: sshd.file('known_hosts') });
    const right = node(uriOf(sshd), 'locked', PASSPHRASE);
    expect(await queryState(right, world, 30_000)).toBe('off');
    const wrong = queryState(node(uriOf(sshd), 'locked', 'open'), world, 30_000);
    await expect(wrong).rejects.toThrow(PowerAuthError);
    await expect(queryState(node(uriOf(sshd), 'locked'), world, 30_000)).rejects.toThrow(PowerAuthError);
    expect(await passwordsLeft()).not.toContain(PASSPHRASE);
  });

  withSsh('a wrong key is a matter of the credentials', async () => {
    await using sshd = await Sshd.start();
    const world = worldWith({ sshKnownHosts: sshd.file('known_hosts') });
    await expect(drive(node(uriOf(sshd, 'stranger'), 'far'), 'on', world)).rejects.toThrow(PowerAuthError);
  });

  withSsh(
    'a host that is not known, or has another key, is refused with the setting’s name; no_verify passes it',
    async () => {
      await using sshd = await Sshd.start();
      await there().define(there().sessionUri, 'unknown', qemuDomain('unknown'));
      for (const sshKnownHosts of ['/dev/null', sshd.file('other_hosts')]) {
        const refused = drive(node(uriOf(sshd), 'unknown'), 'off', worldWith({ sshKnownHosts }));
        await expect(refused).rejects.toThrow(PowerSettingsError);
        await expect(refused).rejects.toThrow('POWER_SSH_KNOWN_HOSTS');
      }
      const unverified = node(`${uriOf(sshd)}&no_verify=1`, 'unknown');
      expect(await queryState(unverified, worldWith({ sshKnownHosts: '/dev/null' }), 30_000)).toBe('off');
    },
  );

  withSsh('a host that does not answer is a matter of the connection', async () => {
    const uri = `qemu+ssh://nobody@127.0.0.1:${await freePort()}/system`;
    await expect(drive(node(uri, 'far'), 'on', worldWith())).rejects.toThrow(PowerConnError);
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
    await expect(drive(node(address, 'one'), 'on', worldWith())).rejects.toThrow(PowerSettingsError);
  });

  test('a domain that looks like an option', async () => {
    await expect(drive(node('qemu:///system', '--all'), 'on', worldWith())).rejects.toThrow(PowerSettingsError);
  });
});

test('without virsh it says what to install', async () => {
  const failed = drive(node('qemu:///system', 'one'), 'on', worldWith({ toolPath: '/nowhere' }));
  await expect(failed).rejects.toThrow(PowerToolError);
  await expect(failed).rejects.toThrow('libvirt-clients');
});
