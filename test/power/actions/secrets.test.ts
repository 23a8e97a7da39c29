import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { expect } from 'vitest';
import { startJobs } from '../../../src/server/jobs.js';
import { readSettings } from '../../../src/settings.js';
import { freshDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { watchProcesses } from '../../support/processes.js';
import { needsTools } from '../../support/tools.js';
import { actionsOf, ask, poweredNode } from '../support.js';

const simulated = needsTools('ipmi_sim', 'ipmipower', 'ipmi-chassis-config', 'ipmitool');

/** Of this run alone: other tests may show theirs. */
const CANARY = `c4nary${randomBytes(4).toString('hex')}`;

simulated(
  'actions of ipmi, moonshot and sm15k keep the password out of command lines, logs, events and errors',
  async () => {
    await using bmc = await IpmiSim.start({ password: CANARY, satellites: [0x72] });
    // So that the tools that talk to it are seen.
    await bmc.break({ slow: 0.3 });
    await using broken = await IpmiSim.start({ password: CANARY });
    await broken.break('fail');
    await using stranger = await IpmiSim.start({ password: 'another' });
    await using fresh = await freshDatabase();
    const parameters = { power_user: 'maas', power_pass: CANARY, power_driver: 'LAN_2_0' };
    const bridged = { ...parameters, power_hwaddress: '-b 0 -t 0x72' };
    const nodes = [
      await poweredNode(fresh.database, 'ipmi', { ...parameters, power_address: bmc.address }),
      await poweredNode(fresh.database, 'ipmi', { ...parameters, power_address: broken.address }),
      await poweredNode(fresh.database, 'ipmi', { ...parameters, power_address: stranger.address }),
      await poweredNode(fresh.database, 'moonshot', { ...bridged, power_address: bmc.address }),
      await poweredNode(fresh.database, 'moonshot', { ...bridged, power_address: broken.address }),
      await poweredNode(fresh.database, 'sm15k', { ...parameters, power_address: bmc.address, system_id: '3' }),
    ];
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    const processes = await (async () => {
      await using watch = watchProcesses();
      const jobs = await startJobs({ settings: readSettings({}), database: fresh.database, log });
      await ask(fresh.database, nodes, 'on');
      await eventually(async () => {
        const actions = await Promise.all(nodes.map((node) => actionsOf(fresh.database, node)));
        // What the broken BMC refuses is retried, and has an error before it fails.
        const results = actions.flat().map(({ state, error }) => (error === '' ? state : 'failed'));
        expect(results).toEqual(['done', 'failed', 'failed', 'done', 'failed', 'failed']);
      });
      await jobs.stop();
      return watch.seen;
    })();

    expect([...processes].some((line) => line.includes('ipmipower'))).toBe(true);
    expect([...processes].some((line) => line.includes('ipmitool'))).toBe(true);
    expect([...processes].filter((line) => line.includes(CANARY))).toEqual([]);
    expect(lines.join('')).toContain('a power action failed');
    expect(lines.join('')).not.toContain(CANARY);
    const actions = await Promise.all(nodes.map((node) => actionsOf(fresh.database, node)));
    expect(JSON.stringify(actions)).not.toContain(CANARY);
    const { rows } = await fresh.database.pool.query('SELECT * FROM events');
    expect(rows.length).toBeGreaterThanOrEqual(nodes.length - 2);
    expect(JSON.stringify(rows)).not.toContain(CANARY);
  },
);
