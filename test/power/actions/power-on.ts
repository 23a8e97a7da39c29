import { configureDriver, runPowerChange } from '../../../src/power/actions/run-driver.js';
import { programs } from '../../support/programs.js';
import { environmentWith } from '../support.js';

const HOST = { power_address: '127.0.0.1', power_user: 'maas', power_pass: 'secret', power_driver: 'LAN_2_0' };

/** Powers a node on with scripts in place of its programs. */
export async function powerOn(powerType: string, parameters: object, scripts: Readonly<Record<string, string>>) {
  await using tools = await programs(scripts);
  const node = { systemId: 'node-1', powerType, powerParameters: { ...HOST, ...parameters }, macAddress: undefined };
  await runPowerChange(configureDriver(node), 'on', environmentWith({ toolPath: tools.toolPath }));
}
