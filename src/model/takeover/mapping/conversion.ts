import { haveOverlap, type NetworkRange } from '../../clusters/interfaces/network-range.js';
import { LeftOut, type Problem, type ProblemList } from './problems.js';

/** What the rows of a dump have in common. */
export interface DumpFacts {
  /** The id of the cluster with the lowest id; undefined: the dump has no clusters. */
  readonly firstCluster: number | undefined;
  /** The id of the zone `default`. */
  readonly defaultZone: number;
  /** Whether the dump has it. */
  readonly hasDefaultZone: boolean;
  /** The greatest ids of the tables. */
  readonly greatest: ReadonlyMap<string, number>;
}

/** Converts the rows of a dump, one after the other, and remembers what later rows refer to. */
export class Conversion {
  readonly #taken = new Map<string, Set<number>>();
  /** By table and kind of key */
  readonly #keys = new Map<string, Map<string, Map<string, number>>>();
  readonly #ranges = new Map<number, NetworkRange>();
  #table = '';
  #row = 0;
  #claims: (() => void)[] = [];

  constructor(
    readonly facts: DumpFacts,
    readonly problems: ProblemList,
  ) {}

  /** Begins a table. Keys of the table before count no more. */
  beginTable(table: string): void {
    this.#keys.delete(this.#table);
    this.#table = table;
  }

  /** Begins a row of the table. */
  begin(row: number): void {
    this.#row = row;
    this.#claims = [];
  }

  /** Ends a row that is taken over. Its id and its keys count from now on. */
  take(): void {
    getOrMake(this.#taken, this.#table, () => new Set<number>()).add(this.#row);
    for (const claim of this.#claims) claim();
  }

  has(table: string, row: number): boolean {
    return this.#taken.get(table)?.has(row) === true;
  }

  /** @throws LeftOut when the row that a column refers to is not taken over */
  require(column: string, table: string, row: number): void {
    if (!this.has(table, row)) throw new LeftOut(`${column}: ${table} ${row} is not there, or is left out`);
  }

  /**
   * Claims a key that only one row may have.
   * @param kind the kind of key, and `column` of which column, by default the same
   * @throws LeftOut when another row has it
   */
  claim(kind: string, key: string, column = kind): void {
    const other = this.holder(kind, key);
    if (other !== undefined)
      throw new LeftOut(`${column}: ${other > 0 ? `row ${other}` : 'the kept administrator'} has the same`);
    const row = this.#row;
    this.#claims.push(() => this.#keysOf(kind).set(key, row));
  }

  /** Claims the addresses of a network. @throws LeftOut when the network of another row has some of them */
  claimRange(column: string, range: NetworkRange): void {
    for (const [other, taken] of this.#ranges) {
      if (haveOverlap([taken, range])) throw new LeftOut(`${column}: overlaps with row ${other}`);
    }
    const row = this.#row;
    this.#claims.push(() => this.#ranges.set(row, range));
  }

  /** The row that has a key; 0: the administrator who is kept. */
  holder(kind: string, key: string): number | undefined {
    return this.#keysOf(kind).get(key);
  }

  /** Reserves a key for the administrator who is kept. */
  reserve(table: string, kind: string, key: string): void {
    this.#keysOf(kind, table).set(key, 0);
  }

  /** Reports that the row is taken over with another value. */
  change(reason: string): void {
    this.#report(reason, false);
  }

  /** Reports that the row is left out. */
  leaveOut(reason: string): void {
    this.#report(reason, true);
  }

  #keysOf(kind: string, table = this.#table): Map<string, number> {
    return getOrMake(getOrMake(this.#keys, table, newMap<string, Map<string, number>>), kind, newMap<string, number>);
  }

  #report(reason: string, isLeftOut: boolean): void {
    const problem: Problem = { table: this.#table, row: String(this.#row), reason, isLeftOut };
    this.problems.add(problem);
  }
}

function newMap<Key, Value>(): Map<Key, Value> {
  return new Map<Key, Value>();
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
