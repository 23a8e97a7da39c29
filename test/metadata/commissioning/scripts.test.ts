import { beforeEach, expect } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import { makeScript } from '../../support/factories/scripts.js';
import { bootMachine } from '../../support/machine.js';
import { COMMISSIONING, FAILED_TESTS, READY, storedNode } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';
import { needsTools } from '../../support/tools.js';
import { commission, QUICK_LSHW, readScript, resultsOf } from './commission.js';

const PATIENCE = 120_000;

const region = useRegion();
let node: Node;
beforeEach(async () => {
  await region.database.prisma.commissioningScript.deleteMany();
  node = await makeNode(region, 'commissioning');
});

needsTools('lshw')(
  'commissioning sends the output of every script, and the node is ready',
  async () => {
    await makeScript(region, '50-mine', '#!/bin/sh\nprintf "mine\\000"; echo problem >&2\n');
    for (const name of ['.hidden', '--odd=name']) await makeScript(region, name, '#!/bin/sh\necho odd\n');
    expect(await commission(region, node)).toMatchObject({ code: 0 });
    const found = await resultsOf(region, node);
    expect([...found.keys()].filter((name) => name.endsWith('.out'))).toEqual([
      '--odd=name.out',
      '.hidden.out',
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
    const expected = { status: READY, error: 'finished 9 of 9 scripts', powerType: '' };
    expect(await storedNode(region, node)).toMatchObject(expected);
  },
  PATIENCE,
);

needsTools('python3')(
  'commissioning with a script that fails runs the others, and the node has failed by its name',
  async () => {
    await makeScript(region, '00-first', '#!/bin/sh\necho before; exit 3\n');
    await makeScript(region, 'zz-last', '#!/bin/sh\necho after\n');
    expect((await commission(region, node, QUICK_LSHW)).code).toBe(1);
    const found = await resultsOf(region, node);
    expect(found.get('00-first.out')).toEqual({ code: 3, text: 'before\n' });
    expect(found.get('zz-last.out')).toEqual({ code: 0, text: 'after\n' });
    expect(await storedNode(region, node)).toMatchObject({ status: FAILED_TESTS, error: 'failed: 00-first' });
  },
  PATIENCE,
);

needsTools('python3')(
  'commissioning on a machine whose clock is a day behind corrects its timestamps, and the node is ready',
  async () => {
    const skewed = `exec /usr/bin/python3 -c '
import runpy, sys, time
now = time.time
time.time = lambda: now() - 86400
sys.argv = sys.argv[1:]
sys.path.insert(0, sys.argv[0].rsplit("/", 1)[0])
runpy.run_path(sys.argv[0], run_name="__main__")' "$@"`;
    const run = await commission(region, node, { ...QUICK_LSHW, python3: skewed });
    expect(run.output).toMatch(/The clock is 86\d{3} s behind/);
    expect(run.output).not.toContain('trying again');
    expect((await storedNode(region, node)).status).toBe(READY);
  },
  180_000,
);

needsTools('python3')(
  'commissioning without credentials fails at once, and the node stays',
  async () => {
    const run = await bootMachine({ script: await readScript(region, node), preseed: '#cloud-config\n' });
    expect(run).toMatchObject({ code: 1, output: expect.stringContaining('has no metadata_url') });
    expect((await storedNode(region, node)).status).toBe(COMMISSIONING);
  },
  PATIENCE,
);
