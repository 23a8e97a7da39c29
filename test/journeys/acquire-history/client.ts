import { setTimeout as wait } from 'node:timers/promises';
import { type Reply, send } from '../../support/client.js';
import { ALLOCATED, READY } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { Node, Nodes } from '../../support/shapes.js';
import type { Attempt, Span } from './history.js';

const PAUSE_MS = 50;
const UNAVAILABLE = 503;

export interface ClientOptions {
  /** The name of the client and of its account */
  readonly name: string;
  readonly key: ApiKey;
  /** The URL of the API of a region process that should be up */
  server(): URL;
  isOver(): boolean;
}

/** A client that acquires nodes and releases most of them, and writes down what it was answered. */
export class HistoryClient {
  readonly attempts: Attempt[] = [];
  /** Answers that no client may get, also while processes and PostgreSQL fail */
  readonly wrongAnswers: string[] = [];

  constructor(private readonly options: ClientOptions) {}

  /** @param keeps of ten nodes, the number of nodes that the client keeps */
  async run(keeps: number): Promise<void> {
    for (let count = 0; !this.options.isOver(); count += 1) {
      const attempt = await this.#acquire(`${this.options.name}-${count}`);
      if (attempt.node === undefined || !(await this.#isListed(attempt.agent, attempt.node))) {
        this.attempts.push(attempt);
      } else if (count % 10 < keeps) {
        this.attempts.push(attempt);
      } else {
        this.attempts.push({ ...attempt, released: await this.#release(attempt.node) });
      }
    }
  }

  async #acquire(agent: string): Promise<Attempt> {
    const { name: owner } = this.options;
    const begin = performance.now();
    const reply = await this.#call('POST', 'nodes/', { op: 'acquire', agent_name: agent });
    const acquired = { begin, end: reply ? performance.now() : null };
    if (!reply) return { agent, owner, acquired, outcome: 'unknown' };
    if (reply.status !== 200) {
      this.#wrong('acquire', reply);
      return { agent, owner, acquired, outcome: 'refused' };
    }
    const node = reply.as(Node);
    if (node.owner !== owner || node.status !== ALLOCATED) this.#wrong('acquire', reply);
    return { agent, owner, acquired, outcome: 'granted', node: node.system_id };
  }

  /** Whether a process, mostly another one, lists the node. An answer that does not list it is wrong. */
  async #isListed(agent: string, node: string): Promise<boolean> {
    const reply = await this.#call('GET', `nodes/?op=list&agent_name=${agent}`);
    if (!reply) return true;
    const listed = reply.status === 200 ? reply.as(Nodes).map(({ system_id }) => system_id) : [];
    if (listed.length === 1 && listed[0] === node) return true;
    this.#wrong('list', reply);
    return false;
  }

  /** Releases a node until an answer says that it is released: 403 after a try without an answer. */
  async #release(node: string): Promise<Span> {
    const begin = performance.now();
    for (let tries = 1; !this.options.isOver(); tries += 1) {
      const reply = await this.#call('POST', `nodes/${node}/`, { op: 'release' });
      if (!reply) continue;
      const released = reply.status === 200 ? reply.as(Node).status === READY : reply.status === 403 && tries > 1;
      if (!released) this.#wrong('release', reply);
      return { begin, end: performance.now() };
    }
    return { begin, end: null };
  }

  /** Sends a request. @returns undefined when its outcome is not known */
  async #call(method: string, path: string, form?: Readonly<Record<string, string>>): Promise<Reply | undefined> {
    const { server, key } = this.options;
    try {
      const reply = await send(server(), key, method, path, form && { form });
      if (reply.status !== UNAVAILABLE) return reply;
      if (!reply.headers.has('retry-after')) this.#wrong(path, reply);
    } catch {
      // The process was killed before it answered.
    }
    await wait(PAUSE_MS);
    return undefined;
  }

  #wrong(what: string, { status, text }: Reply): void {
    this.wrongAnswers.push(`${this.options.name}: ${what}: ${status} ${text.slice(0, 300)}`);
  }
}
