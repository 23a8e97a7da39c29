import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import type { FileProgress } from '../../images/progress.js';

/** The name of the record about an import as a whole. */
export const IMPORT_RECORD = 'import';

const WRITE_EVERY_MS = 1_000;
const NAME_LENGTH = 255;
const ERROR_LENGTH = 1_000;

const forget = statement<[number, readonly string[]], never>(
  'download_forget',
  'DELETE FROM downloads WHERE nodegroup_id = $1 AND filename = ANY($2::text[])',
);
const begin = statement<[number, string, number | null, number | null, string], { id: number }>(
  'download_begin',
  `INSERT INTO downloads (nodegroup_id, filename, size, bytes_downloaded, error)
   VALUES ($1, $2, $3::bigint, $4::bigint, $5) RETURNING id`,
);
const goOn = statement<[number, number], never>(
  'download_go_on',
  'UPDATE downloads SET bytes_downloaded = $2::bigint, updated = now() WHERE id = $1',
);
const fail = statement<[number, string], never>(
  'download_fail',
  'UPDATE downloads SET error = $2, updated = now() WHERE id = $1',
);

interface Written {
  readonly id: number;
  /** When, as Date.now() */
  readonly at: number;
}

/** The download records of a cluster for which this region imports; of each name there is one, the last. */
export class DownloadRecords {
  readonly #written = new Map<string, Written>();

  constructor(
    private readonly db: Db,
    private readonly nodegroupId: number,
  ) {}

  async progress({ name, size, received }: FileProgress): Promise<void> {
    const known = this.#written.get(name);
    if (!known) return this.#begin(name, size, received, '');
    if (received < size && Date.now() - known.at < WRITE_EVERY_MS) return;
    this.#written.set(name, { id: known.id, at: Date.now() });
    await this.db.sql(goOn, known.id, received);
  }

  /** Records why a file, or anything else that is named, could not be fetched. */
  async failed(name: string, message: string): Promise<void> {
    const error = message.slice(0, ERROR_LENGTH);
    const known = this.#written.get(name);
    if (known) await this.db.sql(fail, known.id, error);
    else await this.#begin(name, null, null, error);
  }

  /** Forgets what is recorded under these names. */
  async forget(names: readonly string[]): Promise<void> {
    await this.db.sql(
      forget,
      this.nodegroupId,
      names.map((name) => name.slice(-NAME_LENGTH)),
    );
  }

  async #begin(name: string, size: number | null, received: number | null, error: string): Promise<void> {
    await this.forget([name]);
    const [row] = await this.db.sql(begin, this.nodegroupId, name.slice(-NAME_LENGTH), size, received, error);
    if (row) this.#written.set(name, { id: row.id, at: Date.now() });
  }
}
