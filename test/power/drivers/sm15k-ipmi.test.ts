import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { configureDriver, runPowerChange, runPowerQuery } from '../../../src/power/actions/run-driver.js';
import type { PowerChange } from '../../../src/power/driver/driver.js';
import { PowerActionError, PowerAuthError, PowerSettingsError } from '../../../src/power/driver/errors.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { programs } from '../../support/programs.js';
import { needsTools } from '../../support/tools.js';
import { environmentWith } from '../support.js';

const simulated = needsTools('ipmi_sim', 'ipmitool');

const node = (powerParameters: object) =>
  configureDriver({
    systemId: 'node-1',
    powerType: 'sm15k',
    powerParameters: { power_user: 'maas', ...powerParameters },
    macAddress: undefined,
  });

const told = (powerParameters: object, change: PowerChange, environment = environmentWith()) =>
  runPowerChange(node({ power_control: 'ipmi', ...powerParameters }), change, environment);

/** An ipmitool that writes down how it was called. */
const RECORDER =
  'for word in "$@"; do echo "$word"; done > "$(dirname "$0")/args"; cat /dev/fd/3 > "$(dirname "$0")/secret"';

test.each([
  ['on', '1'],
  ['off', '6'],
] as const)('%s is the raw command of the chassis with mode %s and the number of the server', async (change, mode) => {
  await using tool = await programs({ ipmitool: RECORDER });
  const parameters = { power_address: '127.0.0.9', power_user: 'admin', power_pass: 'canary', system_id: '25' };
  await told(parameters, change, environmentWith({ toolPath: tool.toolPath }));
  const session = [
    '-I',
    'lanplus',
    '-N',
    '1',
    '-R',
    '2',
    '-C',
    '3',
    '-H',
    '127.0.0.9',
    '-U',
    'admin',
    '-f',
    '/dev/fd/3',
  ];
  const command = ['raw', '0x2E', '1', '0x00', '0x7d', '0xab', mode, '0', '25'];
  const args = await readFile(path.join(tool.folder, 'args'), 'utf8');
  expect(args.trimEnd().split('\n')).toEqual([...session, ...command]);
  expect(await readFile(path.join(tool.folder, 'secret'), 'utf8')).toBe('canary');
});

simulated('a BMC that does not know the command is reached, and the failure tells its answer', async () => {
  await using bmc = await IpmiSim.start();
  const failed = told({ ...bmc.parameters, system_id: '25' }, 'on');
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow('Invalid command');
});

simulated('a wrong password is not tried again', async () => {
  await using bmc = await IpmiSim.start();
  await expect(told({ ...bmc.parameters, power_pass: 'no', system_id: '25' }, 'on')).rejects.toThrow(PowerAuthError);
});

test.each(['node-1', '25 0', '0x', '', '1;2'])('the server %j is refused', async (system_id) => {
  await expect(told({ power_address: '127.0.0.1', system_id }, 'on')).rejects.toThrow(PowerSettingsError);
});

test.each(['', 'smoke', 'constructor'])('the control %j is refused', async (power_control) => {
  const failed = told({ power_address: '127.0.0.1', system_id: '1', power_control }, 'on');
  await expect(failed).rejects.toThrow(PowerSettingsError);
});

test('by IPMI the chassis cannot tell whether a server is on', async () => {
  const parameters = { power_address: '127.0.0.1', system_id: '1', power_control: 'ipmi' };
  expect(await runPowerQuery(node(parameters), environmentWith(), 1_000)).toBe('unknown');
});
