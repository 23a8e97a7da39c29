// Evaluates tags as a region's job does, and with libxml2-wasm alone.
import { XmlDocument, XmlXPath } from 'libxml2-wasm';
import pino from 'pino';
import { z } from 'zod';
import { Database } from '../../src/db/database.js';
import { ThreadPool } from '../../src/model/hardware/thread-pool.js';
import { evaluateTags } from '../../src/model/tags/rebuild.js';
import { answer } from '../support/answer.js';

const database = new Database(process.argv[2] ?? '');
// A long-running region has open connections.
await database.transaction(({ prisma }) => prisma.tag.count());
const log = pino({ level: 'silent' });
const Count = z.object({ threads: z.number() });
const pools = new Map<number, ThreadPool>();

/** Returns the threads of earlier rounds, so that their start is measured once. */
function poolOf(count: number): ThreadPool {
  const pool = pools.get(count) ?? new ThreadPool(count);
  pools.set(count, pool);
  return pool;
}

const SAMPLE = `
SELECT data FROM commissioning_results WHERE name = '00-maas-01-lshw.out' ORDER BY id LIMIT 200`;

answer({
  /** Returns the milliseconds to evaluate the requested tags on all nodes. */
  async ours(argument) {
    const pool = poolOf(Count.parse(argument).threads);
    const began = performance.now();
    await evaluateTags({ database, log, pool }, new AbortController().signal);
    return performance.now() - began;
  },

  /**
   * Returns the milliseconds for one definition on one document, in one thread without a database. The document, which
   * holds lshw's output twice, is in memory.
   */
  async bare() {
    const { rows } = await database.pool.query<{ data: Buffer }>(SAMPLE);
    const texts = rows.map(({ data }) => twice(data.toString()));
    const definition = XmlXPath.compile('boolean(//node[@id="cpu:3"]//setting[@id="threads"]/@value > 8)');
    const began = performance.now();
    for (const text of texts) {
      const document = XmlDocument.fromString(text);
      document.eval(definition);
      document.dispose();
    }
    const ms = performance.now() - began;
    definition.dispose();
    return ms / texts.length;
  },
});

function twice(text: string): string {
  const root = text.slice(text.indexOf('<list>'));
  return root.replace('</list>', `${root.replace('<list>', '<list xmlns="lshw">')}</list>`);
}
