import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.js';
import { statement } from '../db/statement.js';
import { countJobs, type JobCount } from '../jobs/count-jobs.js';

/** The counts of background work in the database. */
export interface Figures {
  readonly jobs: readonly JobCount[];
  readonly power: readonly {
    readonly type: string;
    readonly change: string;
    readonly outcome: string;
    readonly count: number;
  }[];
}

const countPower = statement<[], Figures['power'][number]>(
  'figures_power',
  `SELECT power_type AS type, change::text AS change, state::text AS outcome, count(*)::int AS count
   FROM power_actions GROUP BY 1, 2, 3`,
);

/** How long figures are cached. Scrapes within this time get the same figures. */
const FRESH_MS = 5_000;
/** The timeout of reading figures. A scrape must not wait for an unreachable database. */
const PATIENCE_MS = 1_000;

/** Reads and caches the figures, so that not every scrape queries the database. */
export class DatabaseFigures {
  #read: { readonly at: number; readonly figures: Promise<Figures | undefined> } | undefined;

  constructor(private readonly database: Database) {}

  /** Returns the figures, or undefined when the database does not answer in time. */
  async read(): Promise<Figures | undefined> {
    const now = performance.now();
    if (!this.#read || now - this.#read.at > FRESH_MS) this.#read = { at: now, figures: this.#query() };
    const { figures } = this.#read;
    return Promise.race([figures, sleep(PATIENCE_MS, undefined, { ref: false })]);
  }

  async #query(): Promise<Figures | undefined> {
    try {
      const [jobs, power] = await Promise.all([countJobs(this.database), this.database.sql(countPower)]);
      return { jobs, power };
    } catch {
      return undefined;
    }
  }
}
