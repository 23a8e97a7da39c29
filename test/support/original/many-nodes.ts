import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type OriginalRows, writeDump } from './dump.js';
import { nodeRow, tokenRows } from './rows.js';
import { SITE } from './site.js';

const BATCH = 1_000;
/** Ids below are those of the site. */
const FIRST = 1_000;
const LSHW = Buffer.from(`<list>${'<node id="core"><size>1</size></node>'.repeat(100)}</list>`).toString('base64');
const TIME = '2014-05-29 12:00:00+00';

type MakeRow = (id: number) => OriginalRows[number];

const mac = (id: number): string =>
  `52:${(id + 2 ** 39)
    .toString(16)
    .padStart(10, '0')
    .replace(/(..)\B/g, '$1:')}`;

/** The rows that each node has. */
const ROWS: Readonly<Record<string, MakeRow>> = {
  piston_consumer: (id) => tokenRows(id, 2, String(id)).consumer,
  piston_token: (id) => tokenRows(id, 2, String(id)).token,
  maasserver_node: (id) => nodeRow(id),
  maasserver_macaddress: (id) => ({
    id: String(id),
    created: TIME,
    updated: TIME,
    mac_address: mac(id),
    node_id: String(id),
  }),
  metadataserver_nodecommissionresult: (id) => ({
    id: String(id),
    node_id: String(id),
    name: '00-maas-01-lshw.out',
    created: TIME,
    updated: TIME,
    script_result: '0',
    data: LSHW,
  }),
  metadataserver_nodekey: (id) => ({ id: String(id), node_id: String(id), token_id: String(id), key: 'T' }),
};

/** Writes a dump of the site with many more nodes, each with a MAC address, credentials and an output of lshw. */
export async function writeManyNodes(file: string, count: number): Promise<void> {
  await pipeline(Readable.from(dumpText(count)), createWriteStream(file));
}

function* dumpText(count: number): Generator<string> {
  const site = writeDump(SITE);
  for (const part of site.split(/(?=\\\.\n)/)) {
    // Each part but the first begins with the end of the block before, and ends with the rows of a block.
    yield part;
    const table = [...part.matchAll(/^COPY public\.(\w+) /gm)].at(-1)?.[1] ?? '';
    const columns = /^COPY public\.\w+ \((.*)\) FROM stdin;$/m.exec(part)?.[1]?.split(', ') ?? [];
    const make = ROWS[table];
    if (!make || columns.length === 0) continue;
    for (let from = 0; from < count; from += BATCH) {
      const ids = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => FIRST + from + at);
      yield ids.map((id) => lineOf(make(id), columns)).join('');
    }
  }
}

function lineOf(row: OriginalRows[number], columns: readonly string[]): string {
  const cells = columns.map((column) => row[column]?.replaceAll('\\', '\\\\') ?? '\\N');
  return `${cells.join('\t')}\n`;
}
