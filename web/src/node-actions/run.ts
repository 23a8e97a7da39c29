import { base64Of } from '../api/base64.js';
import { api } from '../api/client.js';
import { ApiError, dataOf, textOf } from '../api/errors.js';
import type { Node } from '../api/node.js';
import { inParts } from '../api/nodes.js';
import type { ActionId } from './actions.js';

/** What the person chose beside the action. */
export interface ActionOptions {
  readonly zone?: string;
  readonly tag?: string;
  /** Whether the tag is taken away */
  readonly untag?: boolean;
  readonly comment?: string;
  /** Whether operating systems are asked to shut down before machines are powered off; without it, they are not. */
  readonly stopMode?: 'hard' | 'soft';
  /** The text that started nodes get; without it, what they have is removed. */
  readonly userData?: string;
}

/** The result of an action on one node. */
export interface Result {
  readonly node: Node;
  readonly ok: boolean;
  readonly text: string;
}

type Report = (results: readonly Result[]) => void;

const PART = 50;
const AT_ONCE = 6;
const REPORT_MS = 200;

/** Performs an action on nodes, and reports the result of each as soon as it is known. */
export async function runAction(
  id: ActionId,
  nodes: readonly Node[],
  options: ActionOptions,
  report: Report,
): Promise<void> {
  const bulk = BULK[id];
  if (bulk) {
    for (const part of inParts(nodes, PART)) report(await runPart(bulk, part, options));
    return;
  }
  const single = SINGLE[id];
  if (!single) return;
  const waiting = nodes.values();
  const batch = new Batch(report);
  const work = async () => {
    for (const node of waiting) batch.add(await runSingle(single, node, options));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  batch.report();
}

/** Reports results some times a second: a page that renders for each of 10,000 does nothing else. */
class Batch {
  #results: Result[] = [];
  #reported = performance.now();

  constructor(private readonly send: Report) {}

  add(result: Result): void {
    this.#results.push(result);
    if (performance.now() - this.#reported >= REPORT_MS) this.report();
  }

  report(): void {
    this.send(this.#results);
    this.#results = [];
    this.#reported = performance.now();
  }
}

type Bulk = (nodes: readonly Node[], options: ActionOptions) => Promise<Result[]>;
type Single = (node: Node, options: ActionOptions) => Promise<string>;

/** When the region refuses a part as a whole, each of its nodes is tried alone, so that each gets its own result. */
async function runPart(bulk: Bulk, nodes: readonly Node[], options: ActionOptions): Promise<Result[]> {
  try {
    return await bulk(nodes, options);
  } catch (error) {
    const isRefusal = error instanceof ApiError && error.status < 500;
    if (!isRefusal || nodes.length === 1) return nodes.map((node) => ({ node, ok: false, text: textOf(error) }));
    const alone: Result[] = [];
    for (const node of nodes) alone.push(...(await runPart(bulk, [node], options)));
    return alone;
  }
}

async function runSingle(single: Single, node: Node, options: ActionOptions): Promise<Result> {
  try {
    return { node, ok: true, text: await single(node, options) };
  } catch (error) {
    return { node, ok: false, text: textOf(error) };
  }
}

const idsOf = (nodes: readonly Node[]): string[] => nodes.map(({ system_id }) => system_id);
const all = (nodes: readonly Node[], text: string): Result[] => nodes.map((node) => ({ node, ok: true, text }));

type Outcomes = Readonly<Record<string, { readonly outcome: string; readonly reason: string }>>;

function byOutcome(nodes: readonly Node[], outcomes: Outcomes, done: string): Result[] {
  return nodes.map((node) => {
    const { outcome, reason } = outcomes[node.system_id] ?? { outcome: 'unknown', reason: 'The node is gone.' };
    const ok = outcome === 'requested';
    return { node, ok, text: ok ? done : reason };
  });
}

const BULK: Partial<Record<ActionId, Bulk>> = {
  async accept(nodes) {
    await dataOf(api.POST('/api/1.0/nodes/;op=accept', { body: { nodes: idsOf(nodes) } }));
    return all(nodes, 'Accepted');
  },
  async release(nodes) {
    const body = { nodes: idsOf(nodes), verbose: 'true' };
    const words = await dataOf(api.POST('/api/1.0/nodes/;op=release', { body }));
    const text = { released: 'Released', releasing: 'Releasing: it is powered off first', unchanged: 'Unchanged' };
    return nodes.map((node) => {
      const word = Array.isArray(words) ? undefined : words[node.system_id];
      return { node, ok: true, text: text[word ?? 'released'] };
    });
  },
  async start(nodes, { userData = '' }) {
    const body = { nodes: idsOf(nodes), ...(userData !== '' && { user_data: base64Of(userData) }) };
    return byOutcome(nodes, await dataOf(api.POST('/api/1.0/nodes/;op=start', { body })), 'Power-on requested');
  },
  async stop(nodes, { stopMode = 'hard' }) {
    const body = { nodes: idsOf(nodes), stop_mode: stopMode };
    return byOutcome(nodes, await dataOf(api.POST('/api/1.0/nodes/;op=stop', { body })), 'Power-off requested');
  },
  async power_cycle(nodes, { stopMode = 'hard' }) {
    const body = { nodes: idsOf(nodes), stop_mode: stopMode };
    return byOutcome(
      nodes,
      await dataOf(api.POST('/api/1.0/nodes/;op=power_cycle', { body })),
      'Power cycle requested',
    );
  },
  async set_zone(nodes, { zone = 'default' }) {
    await dataOf(api.POST('/api/1.0/nodes/;op=set_zone', { body: { nodes: idsOf(nodes), zone } }));
    return all(nodes, `Moved to ${zone}`);
  },
  async tag(nodes, { tag: name = '', untag = false }) {
    const body = untag ? { remove: idsOf(nodes) } : { add: idsOf(nodes) };
    await dataOf(api.POST('/api/1.0/tags/{name}/;op=update_nodes', { params: { path: { name } }, body }));
    return all(nodes, untag ? `Tag ${name} removed` : `Tagged ${name}`);
  },
};

const pathOf = ({ system_id }: Node) => ({ path: { system_id } });

const SINGLE: Partial<Record<ActionId, Single>> = {
  async commission(node) {
    await dataOf(api.POST('/api/1.0/nodes/{system_id}/;op=commission', { params: pathOf(node) }));
    return 'Commissioning';
  },
  async acquire({ hostname }) {
    await dataOf(api.POST('/api/1.0/nodes/;op=acquire', { body: { name: hostname } }));
    return 'Allocated to you';
  },
  async abort(node) {
    await dataOf(api.POST('/api/1.0/nodes/{system_id}/;op=abort_operation', { params: pathOf(node) }));
    return 'Aborted';
  },
  async mark_broken(node, { comment = '' }) {
    const body = { error_description: comment };
    await dataOf(api.POST('/api/1.0/nodes/{system_id}/;op=mark_broken', { params: pathOf(node), body }));
    return 'Marked broken';
  },
  async mark_fixed(node) {
    await dataOf(api.POST('/api/1.0/nodes/{system_id}/;op=mark_fixed', { params: pathOf(node) }));
    return 'Marked fixed';
  },
  async delete(node) {
    await dataOf(api.DELETE('/api/1.0/nodes/{system_id}/', { params: pathOf(node) }));
    return 'Deleted';
  },
};
