import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Cdu } from '../../support/cdu.js';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { programs } from '../../support/programs.js';
import { Seamicro } from '../../support/seamicro.js';
import { needsTools } from '../../support/tools.js';
import { driverOf } from '../drivers/support.js';

const CARTRIDGE = 0x72;

needsTools('ipmi_sim', 'ipmitool')('cycle by moonshot powers a cartridge that is on off before', async () => {
  await using bmc = await IpmiSim.start({ satellites: [CARTRIDGE] });
  const { changePower } = driverOf('moonshot', { ...bmc.parameters, power_hwaddress: '-b 0 -t 0x72' });
  await bmc.setPower('on', CARTRIDGE);
  await changePower({}, 'cycle');
  expect(await bmc.commands(CARTRIDGE)).toEqual(['power 0', 'power 1']);
  expect(await bmc.power(CARTRIDGE)).toBe('on');
});

needsTools('fence_cdu', 'telnet')('cycle by fence_cdu switches an outlet that is on off before', async () => {
  await using cdu = await Cdu.start(['one']);
  const login = { power_address: cdu.address, power_user: 'maas', power_pass: 'secret', power_id: 'one' };
  const { changePower } = driverOf('fence_cdu', login);
  for (const _ of ['off', 'on']) await changePower({}, 'cycle');
  expect(
    cdu.commands.filter((line) => /^(on|off)\b/i.test(line)).map((line) => line.split(' ')[0]?.toLowerCase()),
  ).toEqual(['on', 'off', 'on']);
  expect(cdu.isOn('one')).toBe(true);
});

test.each([
  ['on', 3],
  ['off', 1],
] as const)('cycle by sm15k of a server that is %s reads it and sends its commands', async (state, reads) => {
  await using chassis = await Seamicro.start();
  chassis.setPower(state);
  const { changePower } = driverOf('sm15k', chassis.parameters('restapi2'));
  await changePower({}, 'cycle');
  expect(chassis.power()).toBe('on');
  const changes = chassis.requests.filter((line) => line.startsWith('PUT'));
  expect(changes.map((line) => line.includes('power-off'))).toEqual(state === 'on' ? [true, false] : [false]);
  expect(chassis.requests.length - changes.length).toBeGreaterThanOrEqual(reads);
});

test('cycle by sm15k of a machine that cannot be powered off fails, and does not power it on', async () => {
  await using chassis = await Seamicro.start();
  chassis.setPower('on');
  const { changePower } = driverOf('sm15k', chassis.parameters('restapi2', 1));
  chassis.sayInstead(({ method, path }) =>
    method === 'PUT' && path.includes('power-off') ? { status: 200, body: '{"error": {"code": 200}}' } : undefined,
  );
  await expect(changePower({}, 'cycle')).rejects.toThrow('reports on after the command to power off');
  expect(chassis.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
}, 60_000);

test('cycle by sm15k over IPMI, which reports no state, powers off before it powers on', async () => {
  await using tool = await programs({ ipmitool: 'echo "$@" >> "$(dirname "$0")/sent"' });
  const login = { power_address: '127.0.0.9', power_user: 'maas', power_pass: 'secret' };
  const { changePower } = driverOf('sm15k', { ...login, power_control: 'ipmi', system_id: '25' });
  await changePower({}, 'cycle', { environment: { toolPath: tool.toolPath } });
  const sent = await readFile(path.join(tool.folder, 'sent'), 'utf8');
  expect(sent.match(/0xab \d 0 25$/gm)).toEqual(['0xab 6 0 25', '0xab 1 0 25']);
}, 20_000);

test('cycle by sm15k over API v0.9, which reports no state, powers off before it powers on', async () => {
  await using chassis = await Seamicro.start();
  const { changePower } = driverOf('sm15k', chassis.parameters('restapi'));
  await changePower({}, 'cycle');
  const changes = chassis.requests.filter((line) => line.startsWith('PUT'));
  expect(changes.map((line) => /action=([^&]*)/.exec(line)?.[1])).toEqual(['Power-Off', 'Power-On']);
}, 20_000);

test('cycle by dli, which has no query, switches the outlet off and on', async () => {
  await using pdu = await HttpCounterpart.start(() => ({ body: '<html></html>' }));
  const { changePower } = driverOf('dli', { power_address: pdu.address, power_user: 'admin', system_id: '3' });
  await changePower({}, 'cycle');
  expect(pdu.requests).toEqual(['GET /outlet?3=OFF', 'GET /outlet?3=ON']);
}, 20_000);
