import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PowerActionError, PowerAuthError, PowerSettingsError } from '../../../src/power/driver/errors.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { programs } from '../../support/programs.js';
import { needsTools } from '../../support/tools.js';
import { driverOf } from './support.js';

const simulated = needsTools('ipmi_sim', 'ipmitool');

const { changePower, queryState } = driverOf('sm15k', { power_user: 'maas', power_control: 'ipmi' });

/** An ipmitool that records its arguments and its secret. */
const RECORDER =
  'for word in "$@"; do echo "$word"; done > "$(dirname "$0")/args"; cat /dev/fd/3 > "$(dirname "$0")/secret"';

test.each([
  ['on', '1'],
  ['off', '6'],
] as const)(
  'power-%s sends the raw command of the chassis with mode %s and the number of the server',
  async (change, mode) => {
    await using tool = await programs({ ipmitool: RECORDER });
    const parameters = { power_address: '127.0.0.9', power_user: 'admin', power_pass: 'canary', system_id: '25' };
    await changePower(parameters, change, { environment: { toolPath: tool.toolPath } });
    const session = '-I lanplus -N 1 -R 2 -C 3 -H 127.0.0.9 -U admin -f /dev/fd/3'.split(' ');
    const command = ['raw', '0x2E', '1', '0x00', '0x7d', '0xab', mode, '0', '25'];
    const args = await readFile(path.join(tool.folder, 'args'), 'utf8');
    expect(args.trimEnd().split('\n')).toEqual([...session, ...command]);
    expect(await readFile(path.join(tool.folder, 'secret'), 'utf8')).toBe('canary');
  },
);

simulated('power-on by a BMC that does not know the command fails with its answer', async () => {
  await using bmc = await IpmiSim.start();
  const failed = changePower({ ...bmc.parameters, system_id: '25' }, 'on');
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow('Invalid command');
});

simulated('power-on with a wrong password fails as an authentication error', async () => {
  await using bmc = await IpmiSim.start();
  await expect(changePower({ ...bmc.parameters, power_pass: 'no', system_id: '25' }, 'on')).rejects.toThrow(
    PowerAuthError,
  );
});

test.each(['node-1', '25 0', '0x', '', '1;2'])('power-on of the server %j is refused', async (system_id) => {
  await expect(changePower({ power_address: '127.0.0.1', system_id }, 'on')).rejects.toThrow(PowerSettingsError);
});

test.each(['', 'smoke', 'constructor'])('power-on by the control %j is refused', async (power_control) => {
  const failed = changePower({ power_address: '127.0.0.1', system_id: '1', power_control }, 'on');
  await expect(failed).rejects.toThrow(PowerSettingsError);
});

test('query by IPMI returns unknown', async () => {
  const parameters = { power_address: '127.0.0.1', system_id: '1', power_control: 'ipmi' };
  expect(await queryState(parameters)).toBe('unknown');
});
