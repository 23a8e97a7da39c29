import { programs } from '../../support/programs.js';
import { driverOf } from './support.js';

const HOST = { power_address: '127.0.0.1', power_user: 'maas', power_pass: 'secret', power_driver: 'LAN_2_0' };

/**
 * Powers a machine on by shell scripts that print recorded output of the real tools. They cover cases that no simulator
 * produces: misleading exit codes, and warnings beside success.
 */
export async function powerOnRecorded(
  powerType: string,
  parameters: object,
  scripts: Readonly<Record<string, string>>,
): Promise<void> {
  await using tools = await programs(scripts);
  const { changePower } = driverOf(powerType, HOST);
  await changePower(parameters, 'on', { environment: { toolPath: tools.toolPath } });
}
