import type { RawBody } from './operation.js';

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=edge';

const part = (value: string, header = '') =>
  `--edge\r\nContent-Disposition: form-data; name="foo"\r\n${header}\r\n${value}\r\n`;

/** Bodies that are broken, or not what their content type says. */
export const BROKEN_BODIES: readonly RawBody[] = [
  { type: JSON_TYPE, body: '{' },
  { type: JSON_TYPE, body: '[]' },
  { type: JSON_TYPE, body: 'null' },
  { type: JSON_TYPE, body: '{"a": \u0001}' },
  { type: JSON_TYPE, body: `{"foo": ${'['.repeat(25)}${']'.repeat(25)}}` },
  { type: JSON_TYPE, body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) },
  { type: MULTIPART, body: part('x') },
  { type: MULTIPART, body: 'no multipart at all' },
  { type: MULTIPART, body: `${part('YWJ', 'Content-Transfer-Encoding: base64\r\n')}--edge--\r\n` },
  { type: 'multipart/form-data', body: `${part('x')}--edge--\r\n` },
  { type: FORM, body: 'foo=%FF%FE&hostname=%ED%A0%80&%00=%00' },
  { type: FORM, body: '?foo=1&=&&x' },
  { type: 'text/plain', body: 'uuid=1&ip=10.0.0.1&hostname=x' },
];

/** Members that are not the texts and lists of texts that parameters are; every operation knows some of them. */
export const ODD_MEMBERS: RawBody = {
  type: JSON_TYPE,
  body: JSON.stringify({
    hostname: null,
    name: true,
    zone: { a: 1 },
    cpu_count: 2,
    mem: 0.5,
    memory: 1.5,
    tags: 'fast',
    networks: [1],
    mac_addresses: [1, null],
    architecture: ['amd64/generic'],
    power_type: false,
    nodegroup: 1,
    interface: 5,
    management: 1,
    ip: ['10.0.0.1'],
    router_ip: null,
    uuid: [[1]],
    interfaces: [{ ip: '10.0.0.1' }],
    // Halves of surrogate pairs, which JSON alone can carry
    agent_name: '\ud83d',
    distro_series: 'x\udc4d',
    broadcast_ip: '\ud83dy',
    cluster_name: '\udc4d',
  }),
};
