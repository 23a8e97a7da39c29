import type { Thread } from '../hardware/thread.js';
import type { ThreadPool } from '../hardware/thread-pool.js';
import { firstPage, type ListedNode } from './examined.js';

/** The most nodes of a page whose documents a thread keeps. */
const KEPT_PAGE = 48;

/** Listed nodes that an evaluation still has to examine, by several loops at once. */
export class NodeQueue {
  /** Nodes that no thread kept at the beginning. */
  #unread: readonly ListedNode[];
  #kept: readonly ListedNode[];
  #loops: number;

  constructor(nodes: readonly ListedNode[], pool: ThreadPool, loops: number) {
    const kept = new Set(nodes.filter((node) => pool.keeps(node)));
    this.#kept = [...kept];
    this.#unread = nodes.filter((node) => !kept.has(node));
    this.#loops = loops;
  }

  get isEmpty(): boolean {
    return this.#unread.length + this.#kept.length === 0;
  }

  /** Takes nodes whose outputs have to be read. */
  takeUnread(): ListedNode[] {
    const page = firstPage(this.#unread);
    this.#unread = this.#unread.slice(page.length);
    return page;
  }

  /** Returns how many nodes the thread keeps. */
  countKept(thread: Thread): number {
    return this.#kept.filter((node) => thread.keeps(node)).length;
  }

  /**
   * Takes nodes whose documents the thread keeps. A loop that gets no nodes must end. The last loop also gets nodes of
   * other threads, so that it never waits for one of them.
   */
  takeKept(thread: Thread): ListedNode[] {
    const own = this.#kept.filter((node) => thread.keeps(node)).slice(0, KEPT_PAGE);
    if (own.length === 0 && this.#loops > 1) {
      this.#loops -= 1;
      return [];
    }
    const page = new Set(own.length > 0 ? own : firstPage(this.#kept));
    this.#kept = this.#kept.filter((node) => !page.has(node));
    return [...page];
  }

  /** Forgets the rest of the nodes. */
  close(): void {
    this.#unread = [];
    this.#kept = [];
  }
}
