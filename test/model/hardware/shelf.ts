import { evaluateChosen, type Outputs } from '../../../src/model/hardware/evaluate.js';
import type { ThreadPool } from '../../../src/model/hardware/thread-pool.js';

interface Keepable {
  readonly key: string;
  version: string;
  outputs?: Outputs;
}

/** Documents that the threads of a pool may keep. Their outputs are read anew for each evaluation. */
export class Shelf {
  /** The keys of the documents that the last evaluation read. */
  read: string[] = [];
  readonly #versions = new Map<string, number>();

  constructor(
    readonly pool: ThreadPool,
    readonly outputs: Map<string, Outputs>,
  ) {}

  /** A shelf of documents with these outputs of lshw. */
  static of(pool: ThreadPool, ...outputs: readonly string[]): Shelf {
    return new Shelf(
      pool,
      new Map(outputs.map((lshw, index) => [`${index}`, { lshw: Buffer.from(lshw), lldp: null }])),
    );
  }

  replace(key: string, lshw: string): void {
    this.outputs.set(key, { lshw: Buffer.from(lshw), lldp: null });
    this.#versions.set(key, (this.#versions.get(key) ?? 0) + 1);
  }

  isKept(key: string): boolean {
    return this.pool.keeps({ key, version: this.#version(key) });
  }

  /** Evaluates definitions on all documents. @returns for each definition the keys of those that match, and failures */
  async evaluate(...definitions: readonly string[]) {
    this.read = [];
    const all = [...this.outputs.keys()].map((key): Keepable => ({ key, version: this.#version(key) }));
    const read = async (documents: readonly Keepable[]) => {
      for (const document of documents) {
        this.read.push(document.key);
        document.outputs = this.outputs.get(document.key) ?? { lshw: null, lldp: null };
      }
    };
    const { documents, evaluation } = await evaluateChosen(() => all, definitions, { pool: this.pool, read });
    const matching = definitions.map((_, column) =>
      documents.filter((_, row) => evaluation.matches(row, column)).map(({ key }) => key),
    );
    return { matching, failures: evaluation.failures };
  }

  #version(key: string): string {
    return `${this.#versions.get(key) ?? 0}`;
  }
}
