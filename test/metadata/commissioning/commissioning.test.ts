import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pino from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { enqueue } from '../../../src/jobs/queue.js';
import { FAIL_STALE_COMMISSIONING } from '../../../src/jobs/task.js';
import { configureDriver, runPowerChange } from '../../../src/power/actions/run-driver.js';
import { startJobs } from '../../../src/server/jobs.js';
import { readSettings } from '../../../src/settings.js';
import { environmentWith } from '../../power/support.js';
import { eventually } from '../../support/eventually.js';
import { makeNode } from '../../support/factories/nodes.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { bootMachine, partsOf, type Run } from '../../support/machine.js';
import { COMMISSIONING, FAILED_TESTS, nodeKey, READY, readNode, signal } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';
import { needsTools } from '../../support/tools.js';

const Results = z.array(z.object({ name: z.string(), script_result: z.number(), data: z.string() }));

const region = useRegion();
let node: Node;
beforeEach(async () => {
  node = await makeNode(region, 'commissioning');
  await region.database.prisma.commissioningScript.deleteMany();
});

const addScript = async (name: string, content: string) =>
  (await region.post('admin', 'commissioning-scripts/', { name, content: { filename: name, data: content } })).ok();

async function readUserData(): Promise<string> {
  const key = await nodeKey(region, node.system_id);
  return (await region.get(key, '/MAAS/metadata/latest/user-data')).ok().text;
}

/** Lets the node boot, fetch what commissions it, and do that. */
async function commission(programs: Record<string, string> = {}, edit = (preseed: string) => preseed): Promise<Run> {
  const at = `/MAAS/metadata/latest/by-id/${node.system_id}/`;
  const preseed = (await region.get(null, at, { op: 'get_preseed' })).ok().text;
  const script = partsOf(await readUserData()).get('user_data.sh') ?? '';
  return bootMachine({ script, preseed: edit(preseed), programs });
}

async function results(): Promise<ReadonlyMap<string, { readonly code: number; readonly text: string }>> {
  const query = { op: 'list', system_id: node.system_id };
  const found = (await region.get('admin', 'commissioning-results/', query)).as(Results);
  return new Map(
    found.map(({ name, script_result: code, data }) => [name, { code, text: Buffer.from(data, 'base64').toString() }]),
  );
}

async function stored() {
  return region.database.prisma.node.findUniqueOrThrow({ where: { systemId: node.system_id } });
}

describe('user data of commissioning', () => {
  test('is a cloud-config and a script with its tools, the same for every node', async () => {
    const userData = await readUserData();
    const parts = partsOf(userData);
    expect([...parts.keys()]).toEqual(['config', 'user_data.sh']);
    expect(parts.get('config')).toMatch(/^#cloud-config\n/);
    expect(parts.get('user_data.sh')).toMatch(/^#!\/bin\/sh\n/);
    for (const tool of ['maas-get', 'maas-signal', 'maas-ipmi-autodetect', 'maas-moonshot-autodetect'])
      expect(parts.get('user_data.sh')).toContain(`tool ${tool} <<`);
    expect(userData).not.toContain(node.system_id);
    node = await makeNode(region, 'commissioning');
    expect(await readUserData()).toBe(userData);
  });

  test('names the proxy for packages that is configured', async () => {
    const proxy = 'http://proxy.example.com:3128/';
    expect(await readUserData()).not.toContain('proxy:');
    (await region.post('admin', 'maas/', { op: 'set_config', name: 'http_proxy', value: proxy })).ok();
    expect(partsOf(await readUserData()).get('config')).toContain(`proxy: "${proxy}"`);
    await region.database.prisma.config.delete({ where: { name: 'http_proxy' } });
  });
});

describe('commissioning, really run', () => {
  needsTools('lshw')(
    'brings the output of every script, and the node is ready',
    async () => {
      await addScript('50-mine', '#!/bin/sh\nprintf "mine\\000"; echo problem >&2\n');
      for (const name of ['.hidden', '--odd=name']) await addScript(name, '#!/bin/sh\necho odd\n');
      const run = await commission();
      expect(run).toMatchObject({ code: 0 });
      const found = await results();
      expect([...found.keys()].filter((name) => name.endsWith('.out'))).toEqual([
        '.hidden.out',
        '--odd=name.out',
        '00-maas-01-lshw.out',
        '00-maas-02-virtuality.out',
        '00-maas-03-install-lldpd.out',
        '00-maas-04-list-modaliases.out',
        '50-mine.out',
        '99-maas-01-wait-for-lldpd.out',
        '99-maas-02-capture-lldp.out',
      ]);
      expect([...found.values()].every(({ code }) => code === 0)).toBe(true);
      expect(found.get('00-maas-01-lshw.out')?.text).toMatch(/^<\?xml.*<node .*class="processor"/s);
      expect(found.get('00-maas-02-virtuality.out')?.text).toMatch(/^(not)?virtual\n$/);
      expect(found.get('50-mine.out')?.text).toBe('mine\u0000');
      expect(found.get('50-mine.err')?.text).toBe('problem\n');
      expect((await readNode(region, node.system_id)).status).toBe(READY);
      expect(await stored()).toMatchObject({ error: 'finished 9 of 9 scripts', powerType: '' });
    },
    120_000,
  );

  needsTools('python3')(
    'fails when a script fails, with its exit code and name; the others are run all the same',
    async () => {
      await addScript('00-first', '#!/bin/sh\necho before; exit 3\n');
      await addScript('zz-last', '#!/bin/sh\necho after\n');
      const run = await commission({ lshw: 'echo "<list/>"' });
      expect(run.code).toBe(1);
      const found = await results();
      expect(found.get('00-first.out')).toEqual({ code: 3, text: 'before\n' });
      expect(found.get('zz-last.out')).toEqual({ code: 0, text: 'after\n' });
      expect((await readNode(region, node.system_id)).status).toBe(FAILED_TESTS);
      expect((await stored()).error).toBe('failed: 00-first');
    },
    120_000,
  );

  needsTools('python3')(
    'sets a clock right by which the region would refuse the node',
    async () => {
      const skewed = `exec /usr/bin/python3 -c '
import runpy, sys, time
now = time.time
time.time = lambda: now() - 86400
sys.argv = sys.argv[1:]
sys.path.insert(0, sys.argv[0].rsplit("/", 1)[0])
runpy.run_path(sys.argv[0], run_name="__main__")' "$@"`;
      const run = await commission({ lshw: 'echo "<list/>"', python3: skewed });
      expect(run.output).toMatch(/The clock is 86\d{3} s behind/);
      expect(run.output).not.toContain('trying again');
      expect((await readNode(region, node.system_id)).status).toBe(READY);
    },
    180_000,
  );

  needsTools('python3')(
    'does nothing without credentials',
    async () => {
      const script = partsOf(await readUserData()).get('user_data.sh') ?? '';
      const run = await bootMachine({ script, preseed: '#cloud-config\n' });
      expect(run).toMatchObject({ code: 1, output: expect.stringContaining('has no metadata_url') });
      expect((await readNode(region, node.system_id)).status).toBe(COMMISSIONING);
    },
    120_000,
  );
});

describe('a BMC', () => {
  needsTools('python3', 'ipmi_sim', 'ipmi-chassis-config')(
    'that a machine finds gets an account for the region, by which the machine can be switched on',
    async () => {
      await using bmc = await IpmiSim.start({ user: 'factory', password: 'default' });
      // Over the network, as this machine has none of its own; the options stand for the way inside of a machine.
      const inside = `bmc-config -h ${bmc.address} -u ${bmc.user} -p ${bmc.password} -l ADMIN -D LAN`;
      await promisify(execFile)('sh', [
        '-c',
        `PATH="$PATH:/usr/sbin" ${inside} --commit -e Lan_Conf:IP_Address=127.0.0.1`,
      ]);
      const found = { 'ipmi-locate': 'echo "IPMI Version: 1.5"', 'bmc-config': `exec /usr/sbin/${inside} "$@"` };
      await commission({ ...found, lshw: 'echo "<list/>"' });

      const { powerType, powerParameters, status } = await stored();
      expect([status, powerType]).toEqual([READY, 'ipmi']);
      expect(powerParameters).toEqual({
        power_user: 'maas',
        power_pass: expect.stringMatching(/^\w{16}$/),
        power_address: '127.0.0.1',
        power_driver: 'LAN',
      });
      const parameters = { ...Object(powerParameters), power_address: bmc.address };
      await runPowerChange(
        configureDriver({ systemId: 'node-1', powerType, powerParameters: parameters, macAddress: undefined }),
        'on',
        environmentWith(),
      );
      expect(await bmc.power()).toBe('on');

      // Once more: the same account, with another password.
      (await region.post('admin', `nodes/${node.system_id}/`, { op: 'commission' })).ok();
      await commission({ ...found, lshw: 'echo "<list/>"' });
      const again = await stored();
      expect([again.status, again.powerType]).toEqual([READY, 'ipmi']);
      expect(again.powerParameters).toMatchObject({ power_user: 'maas' });
      expect(again.powerParameters).not.toEqual(powerParameters);
    },
    120_000,
  );
});

test('a node that is commissioned again starts from nothing: no results, no user data but that of commissioning', async () => {
  const key = await nodeKey(region, node.system_id);
  await signal(region, key, 'OK', { 'old.out': 'old' });
  (await region.put('admin', `nodes/${node.system_id}/`, { power_type: 'ether_wake' })).ok();
  (await region.post('admin', `nodes/${node.system_id}/`, { op: 'start', user_data: 'b2xk' })).ok();
  expect([...(await results()).keys()]).toEqual(['old.out']);
  (await region.post('admin', `nodes/${node.system_id}/`, { op: 'commission' })).ok();
  expect((await results()).size).toBe(0);
  expect(await readUserData()).toMatch(/^MIME-Version: 1\.0\n/);
});

test('a node that was told to boot its disk while nobody had it netboots for who gets it next', async () => {
  await signal(region, await nodeKey(region, node.system_id), 'OK');
  (await region.post(null, `/MAAS/metadata/latest/by-id/${node.system_id}/`, { op: 'netboot_off' })).ok();
  expect((await readNode(region, node.system_id)).netboot).toBe(false);
  const acquired = (await region.post('user', 'nodes/', { op: 'acquire', name: node.hostname })).as(Node);
  expect(acquired).toMatchObject({ system_id: node.system_id, netboot: true });
});

test('a node that has been commissioned for an hour has failed, by the timed job alone; another has not', async () => {
  const other = await makeNode(region, 'commissioning');
  const ago = "UPDATE nodes SET updated = now() - interval '61 minutes' WHERE system_id = $1";
  await region.database.pool.query(ago, [node.system_id]);
  const log = pino({ level: 'silent' });
  const jobs = await startJobs({ settings: readSettings({}), database: region.database, log });
  try {
    await enqueue(region.database, FAIL_STALE_COMMISSIONING, {});
    const status = async () => (await readNode(region, node.system_id)).status;
    await eventually(async () => expect(await status()).toBe(FAILED_TESTS));
  } finally {
    await jobs.stop();
  }
  expect((await readNode(region, other.system_id)).status).toBe(COMMISSIONING);
});
