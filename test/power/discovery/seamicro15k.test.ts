import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { discoverSeamicroServers, listSeamicroServers } from '../../../src/power/discovery/seamicro15k.js';
import { PowerAuthError, PowerConnError } from '../../../src/power/driver/errors.js';
import { MACS, Seamicro, type SeamicroOptions } from '../../support/seamicro.js';
import { all, context } from './support.js';

type Control = 'ipmi' | 'restapi' | 'restapi2';
type Versions = Required<SeamicroOptions>['versions'];

const find = (chassis: Seamicro, powerControl: Control, password = chassis.password) =>
  listSeamicroServers(chassis.address, { username: 'admin', password, powerControl }, context());

const machines = (chassis: Seamicro, control: Control, macs: readonly (readonly string[])[]) =>
  macs.map((macAddresses, number) => ({
    name: `${number}/0`,
    architecture: 'amd64',
    macAddresses,
    powerType: 'sm15k',
    powerParameters: chassis.parameters(control, number),
  }));

const LOGIN = 'GET /v0.9/login?admin&secret';
const ALL = 'GET /v0.9/servers/all?token-1';
const SERVERS = 'GET /v2.0/servers?username=admin&password=secret';
const FIRST = MACS.map((macs) => macs.slice(0, 1));

test.each<[Control, Versions, string[], readonly (readonly string[])[]]>([
  ['restapi', ['v0.9', 'v2.0'], [LOGIN, ALL], FIRST],
  ['restapi2', ['v0.9', 'v2.0'], [SERVERS], MACS],
  ['ipmi', ['v0.9', 'v2.0'], [SERVERS], MACS],
  ['ipmi', ['v0.9'], [SERVERS, LOGIN, ALL], FIRST],
])('discovery by power control %s of a chassis with %j sends %j', async (control, versions, requests, macs) => {
  await using chassis = await Seamicro.start({ versions });
  expect(await find(chassis, control)).toEqual(machines(chassis, control, macs));
  expect(chassis.requests).toEqual(requests);
});

test.each<[Control, Versions, number]>([
  ['restapi', ['v2.0'], 1],
  ['restapi2', ['v0.9'], 1],
  ['ipmi', [], 2],
])('discovery by power control %s of a chassis with %j fails', async (control, versions, requests) => {
  await using chassis = await Seamicro.start({ versions });
  await expect(find(chassis, control)).rejects.toThrow('HTTP status 404');
  expect(chassis.requests).toHaveLength(requests);
});

test.each<Control>(['restapi', 'restapi2', 'ipmi'])(
  'discovery by %s with a wrong password is tried once',
  async (control) => {
    await using chassis = await Seamicro.start();
    await expect(find(chassis, control, 'wrong')).rejects.toThrow(PowerAuthError);
    expect(chassis.requests).toHaveLength(1);
  },
);

test.each<Control>(['restapi', 'restapi2', 'ipmi'])(
  'discovery by %s of a chassis that does not answer fails as a connection error',
  async (control) => {
    const chassis = await Seamicro.start();
    await chassis[Symbol.asyncDispose]();
    await expect(find(chassis, control)).rejects.toThrow(PowerConnError);
  },
);

test.each<Control>(['restapi', 'restapi2'])(
  'discovery by %s with an unexpected answer fails and says so',
  async (control) => {
    await using chassis = await Seamicro.start();
    for (const body of ['', '[', 'null', '{"error": {"code": 200}, "result": {"0": {}}}', '{"0/0": {"nic": 1}}']) {
      chassis.sayInstead(({ path }) => (path.includes('servers') ? { body } : undefined));
      await expect(find(chassis, control)).rejects.toThrow('The chassis answers with something else');
    }
  },
);

test('discovery of a chassis without an ARP entry fails as a connection error', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-arp-'));
  try {
    const arpTable = path.join(folder, 'arp');
    await writeFile(
      arpTable,
      'IP address HW type Flags HW address Mask Device\n127.0.0.1 0x1 0x0 02:00:00:00:00:01 * lo\n',
    );
    const chassis = { model: 'seamicro15k', mac: '02:00:00:00:00:01', username: 'u', password: 'p' } as const;
    const found = all(discoverSeamicroServers({ ...chassis, powerControl: 'restapi' }, context({ arpTable })));
    await expect(found).rejects.toThrow('No neighbour on the network has the MAC address.');
  } finally {
    await rm(folder, { recursive: true });
  }
});
