import { Batch } from '../../../db/batch/batch.js';
import type { Db } from '../../../db/database.js';
import type { Viewer } from '../../accounts/viewer.js';
import type { NodeRow } from '../view.js';
import { readAllNodes } from './read-all.js';
import { isComparable, type Moment, NEVER, type NodesState, readState } from './read-state.js';

/** A node of a list, as the client receives it. */
export interface ListedNode {
  readonly id: number;
  /** Each text that the replica makes has a version of its own. */
  readonly version: number;
  readonly text: Buffer;
}

/** The most bytes of texts in a process: about 90,000 nodes. */
const MOST_BYTES = 128 * 1_048_576;
/** The most nodes that one statement reads together with the list. */
const MOST_AT_ONCE = 1_000;
/** After so many attempts, the statement reads all nodes that changed meanwhile. */
const ATTEMPTS = 3;
/** The most lists that wait for one turn. */
const MOST_ASKS = 1_000;

/**
 * The texts of all nodes, kept in this process. A list reads from the database only which nodes there are, and those
 * that changed since the list before. It shows what one snapshot of the database shows, also when other processes or
 * people change it by SQL. Lists of several callers are made one after the other; the same list only once.
 */
export class NodeReplica {
  readonly #texts = new Map<number, ListedNode>();
  readonly #lists: Batch<Viewer, readonly ListedNode[] | undefined>;
  #bytes = 0;
  #versions = 0;
  #seen: Moment = NEVER;
  /** The number of nodes whose texts needed too much memory. */
  #tooMany = Number.POSITIVE_INFINITY;

  /** @param textOf makes the text of a node */
  constructor(
    private readonly db: Db,
    private readonly textOf: (row: NodeRow) => Buffer,
  ) {
    this.#lists = new Batch((viewers) => this.#listAll(viewers), MOST_ASKS);
  }

  /**
   * Lists the nodes that the viewer may see in lists, by ascending ids.
   * @returns undefined when the texts of all nodes need too much memory
   */
  list(viewer: Viewer): Promise<readonly ListedNode[] | undefined> {
    return this.#lists.ask(viewer);
  }

  async #listAll(viewers: readonly Viewer[]): Promise<(readonly ListedNode[] | undefined)[]> {
    const lists = new Map<number, readonly ListedNode[] | undefined>();
    for (const viewer of viewers) {
      const key = viewer.isSuperuser ? 0 : viewer.id;
      if (!lists.has(key)) lists.set(key, await this.#list(viewer));
    }
    return viewers.map((viewer) => lists.get(viewer.isSuperuser ? 0 : viewer.id));
  }

  async #list(viewer: Viewer): Promise<readonly ListedNode[] | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const most = attempt < ATTEMPTS ? MOST_AT_ONCE : 2 ** 31 - 1;
      const state = await readState(this.db, viewer, this.#seen, most);
      if (!isComparable(this.#seen, state.moment)) this.#forget();
      else if (this.#apply(state)) return this.#bytes > MOST_BYTES ? this.#giveUp() : this.#listOf(state.ids);
      else if (state.changes !== null && state.changes >= this.#tooMany) return undefined;
      else if (!(await this.#readAll(state.moment))) return this.#giveUp();
    }
  }

  /** Takes over the changed nodes. @returns false when the state does not hold them */
  #apply({ changed, rows, moment }: NodesState): boolean {
    if (!changed || !rows) return false;
    for (const id of changed) this.#remove(id);
    for (const row of rows) this.#add(row);
    this.#seen = moment;
    return true;
  }

  /**
   * Reads all nodes, page by page, as of `moment` or later. The next state holds what changed meanwhile.
   * @returns false when they need too much memory
   */
  async #readAll(moment: Moment): Promise<boolean> {
    this.#forget();
    for await (const rows of readAllNodes(this.db)) {
      for (const row of rows) this.#add(row);
      if (this.#bytes > MOST_BYTES) return false;
    }
    this.#seen = moment;
    return true;
  }

  #listOf(ids: Uint8Array): ListedNode[] {
    const view = new DataView(ids.buffer, ids.byteOffset, ids.byteLength);
    const nodes: ListedNode[] = [];
    for (let at = 0; at < ids.byteLength; at += 4) {
      const node = this.#texts.get(view.getInt32(at));
      if (!node) throw new Error('The state of the nodes lacks a node that is new to this process.');
      nodes.push(node);
    }
    return nodes;
  }

  #add(row: NodeRow): void {
    this.#remove(row.id);
    this.#versions += 1;
    const node = { id: row.id, version: this.#versions, text: this.textOf(row) };
    this.#texts.set(row.id, node);
    this.#bytes += node.text.length;
  }

  #remove(id: number): void {
    const node = this.#texts.get(id);
    if (!node) return;
    this.#texts.delete(id);
    this.#bytes -= node.text.length;
  }

  #giveUp(): undefined {
    this.#tooMany = this.#texts.size;
    this.#forget();
  }

  #forget(): void {
    this.#texts.clear();
    this.#bytes = 0;
    this.#seen = NEVER;
  }
}
