import { beforeAll, expect, test } from 'vitest';
import { masterPath } from '../../support/factories/clusters.js';
import { makeNode } from '../../support/factories/nodes.js';
import { leastDelay, MOST_MS } from '../../support/loop-delay.js';
import { nodeKey } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const FORM = 'application/x-www-form-urlencoded';
const form = (fields: Readonly<Record<string, string>>) => Buffer.from(String(new URLSearchParams(fields)));

/** Leases of as many addresses as a JSON text of 4 MiB may have. */
function leases(count: number): string {
  const entries = Array.from({ length: count }, (_, i) => {
    const bytes = [i >> 16, (i >> 8) & 255, i & 255];
    const mac = ['02', '00', '00', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
    return [`10.${bytes.join('.')}`, mac];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

/** Reports with an entry that is skipped: a report without one is not read again. */
test.each([
  ['100,000 leases', leases(100_000).replace('{', '{"x":"y",')],
  ['100,000 entries that are not leases', leases(100_000).replaceAll('"10.', '"x.')],
])(
  'update_leases of %s holds the event loop for at most 50 ms',
  async (_what, text) => {
    const sent = { type: FORM, body: form({ op: 'update_leases', leases: text }), statuses: [200] };
    expect(await leastDelay(region, 'worker', masterPath(region), sent)).toBeLessThan(MOST_MS);
  },
  120_000,
);

test.each([
  ['a text of 7 MB', 'x'.repeat(7_000_000)],
  ['a list of millions', `[${'1,'.repeat(3_500_000)}1]`],
  ['many objects', `[${'{},'.repeat(500_000)}{}]`],
])('set_config of %s holds the event loop for at most 50 ms', async (_what, value) => {
  const sent = { type: FORM, body: form({ op: 'set_config', name: 'kernel_opts', value }), statuses: [400] };
  expect(await leastDelay(region, 'admin', 'maas/', sent)).toBeLessThan(MOST_MS);
});

let key: ApiKey;
beforeAll(async () => {
  key = await nodeKey(region, (await makeNode(region, 'commissioning')).system_id);
});

const XML = `<list>${'<node id="x"><size units="bytes">1</size></node>'.repeat(80_000)}</list>`;
test.each([
  ['lshw output', '00-maas-01-lshw.out', XML],
  ['LLDP output', '99-maas-02-capture-lldp.out', XML],
  ['virtuality output', '00-maas-02-virtuality.out', 'x'.repeat(30_000_000)],
  ['output', 'output', 'x'.repeat(30_000_000)],
])(
  'signal with %s of megabytes holds the event loop for at most 50 ms',
  async (_what, name, content) => {
    const part = (field: string, rest: string) => `--B\r\nContent-Disposition: form-data; name="${field}"${rest}\r\n`;
    const fields = [part('op', '\r\n\r\nsignal'), part('status', '\r\n\r\nWORKING')];
    const body = Buffer.from(`${[...fields, part(name, `; filename="f"\r\n\r\n${content}`)].join('')}--B--`);
    const sent = { type: 'multipart/form-data; boundary=B', body, statuses: [200] };
    expect(await leastDelay(region, key, '/MAAS/metadata/latest/', sent)).toBeLessThan(MOST_MS);
  },
  120_000,
);
