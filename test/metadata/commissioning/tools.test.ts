import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { configureDriver, runPowerChange } from '../../../src/power/actions/run-driver.js';
import { environmentWith } from '../../power/support.js';
import { makeNode } from '../../support/factories/nodes.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { nodePath, READY, storedNode } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { needsTools } from '../../support/tools.js';
import { commission, QUICK_LSHW } from './commission.js';

const region = useRegion();

needsTools('python3', 'ipmi_sim', 'ipmi-chassis-config')(
  'commissioning of a machine with a BMC makes an account there, by which the region powers the machine',
  async () => {
    await using bmc = await IpmiSim.start({ user: 'factory', password: 'default' });
    // Over the network, as this machine has no BMC; a machine with one needs none of these options.
    const inside = `bmc-config -h ${bmc.address} -u ${bmc.user} -p ${bmc.password} -l ADMIN -D LAN`;
    const setUp = `PATH="$PATH:/usr/sbin" ${inside} --commit -e Lan_Conf:IP_Address=127.0.0.1`;
    await promisify(execFile)('sh', ['-c', setUp]);
    const found = { 'ipmi-locate': 'echo "IPMI Version: 1.5"', 'bmc-config': `exec /usr/sbin/${inside} "$@"` };
    const node = await makeNode(region, 'commissioning');
    await commission(region, node, { ...found, ...QUICK_LSHW });

    const { powerType, powerParameters, status } = await storedNode(region, node);
    expect([status, powerType]).toEqual([READY, 'ipmi']);
    expect(powerParameters).toEqual({
      power_user: 'maas',
      power_pass: expect.stringMatching(/^\w{16}$/),
      power_address: '127.0.0.1',
      power_driver: 'LAN',
    });
    const parameters = { ...Object(powerParameters), power_address: bmc.address };
    const powered = { systemId: 'node-1', powerType, powerParameters: parameters, macAddress: undefined };
    await runPowerChange(configureDriver(powered), 'on', environmentWith());
    expect(await bmc.power()).toBe('on');

    // The second time: the same account, with another password.
    (await region.post('admin', nodePath(node), { op: 'commission' })).ok();
    await commission(region, node, { ...found, ...QUICK_LSHW });
    const again = await storedNode(region, node);
    expect([again.status, again.powerType]).toEqual([READY, 'ipmi']);
    expect(again.powerParameters).toMatchObject({ power_user: 'maas' });
    expect(again.powerParameters).not.toEqual(powerParameters);
  },
  120_000,
);
