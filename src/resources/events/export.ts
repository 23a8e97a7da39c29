import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { mandatory, optional } from '../../params/param.js';
import { wholeNumber } from '../../params/values.js';
import { EVENT_FILTERS, listChosen } from './event-filters.js';

const MOST = 1_000_000;
const PAGE = 1_000;
const COLUMNS = ['id', 'created', 'level', 'type', 'node', 'hostname', 'username', 'description', 'details'] as const;

type Event = Awaited<ReturnType<typeof listChosen>>[number];
/** Returns the events that are older than the one with this id, newest first. */
type ReadPage = (before: number | undefined, limit: number) => Promise<readonly Event[]>;

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', head: `${COLUMNS.join(',')}\r\n`, line: csvLine },
  jsonl: { type: 'application/jsonl; charset=utf-8', head: '', line: (event: Event) => `${JSON.stringify(event)}\n` },
} as const;

export const eventsExport = operation({
  on: 'GET',
  op: 'export',
  allow: user,
  doc: `Download events as a file, newest first: as CSV or as JSON lines.

The events are those of op=query. In CSV, a quote precedes a text that a spreadsheet would take for a formula.`,
  params: {
    ...EVENT_FILTERS,
    format: mandatory(z.enum(['csv', 'jsonl'], 'Use csv or jsonl.'), 'The format: csv or jsonl.'),
    limit: optional(wholeNumber(1, MOST), `The most events, up to ${MOST}, which is the default.`, MOST),
  },
  async handle({ db, caller, params: { format, limit, ...given } }) {
    const viewer = userOf(caller);
    const read: ReadPage = (before, most) =>
      listChosen(db, viewer, given, { limit: most, ...(before !== undefined && { before }) });
    const { type, head, line } = FORMATS[format];
    // The first page is read before the answer begins, so that a refusal has its status.
    const first = await read(undefined, Math.min(PAGE, limit));
    return Reply.stream(type, chunks(head, line, first, read, limit), 200, {
      'Content-Disposition': `attachment; filename="events.${format}"`,
      'X-Content-Type-Options': 'nosniff',
    });
  },
});

async function* chunks(
  head: string,
  line: (event: Event) => string,
  first: readonly Event[],
  read: ReadPage,
  limit: number,
): AsyncGenerator<Buffer> {
  yield Buffer.from(head + first.map(line).join(''));
  let left = limit - first.length;
  for (let page = first; page.length === PAGE && left > 0; ) {
    page = await read(page.at(-1)?.id, Math.min(PAGE, left));
    left -= page.length;
    yield Buffer.from(page.map(line).join(''));
  }
}

function csvLine(event: Event): string {
  const details = event.details === null || event.details === undefined ? '' : JSON.stringify(event.details);
  return `${COLUMNS.map((column) => csvCell(column === 'details' ? details : event[column])).join(',')}\r\n`;
}

function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
