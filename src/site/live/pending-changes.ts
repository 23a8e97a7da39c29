import type { LiveChange, OwnedNode } from '../../db/notifications/live-changes.js';
import type { Viewer } from '../../model/accounts/viewer.js';

/** What a page is told, by topic. `true`: many things, or anything. */
export type LiveMessage = Readonly<Record<string, true | readonly string[]>>;

/** More things of a topic than this are `true`. */
const MOST = 200;
/** The topics that say nothing about single things, and who may know of their changes. */
const PLAIN = {
  tags: 'all',
  zones: 'all',
  networks: 'all',
  images: 'admin',
  settings: 'admin',
  scripts: 'admin',
  webhooks: 'admin',
} as const;

type Watcher = Pick<Viewer, 'id' | 'isSuperuser'>;

/** The changes since the last message, of all topics. */
export class PendingChanges {
  readonly #nodes = new Items<OwnedNode>();
  readonly #events = new Items<OwnedNode>();
  readonly #clusters = new Items<string>();
  readonly #files = new Items<number | null>();
  readonly #users = new Items<number | null>();
  readonly #plain = new Set<string>();

  add({ nodes, events, clusters, files, users, ...plain }: LiveChange): void {
    this.#nodes.add(nodes);
    this.#events.add(events);
    this.#clusters.add(clusters);
    this.#files.add(files);
    this.#users.add(users);
    for (const topic of Object.keys(plain)) this.#plain.add(topic);
  }

  /** The message for a user; undefined when nothing has changed that the user may see. */
  messageFor(user: Watcher): LiveMessage | undefined {
    const topics = this.#topicsFor(user).flatMap(([topic, what]) =>
      what === undefined ? [] : [[topic, what] as const],
    );
    const message: LiveMessage = Object.fromEntries(topics);
    if (Object.keys(message).length === 0) return undefined;
    // Each change is in the audit, which is among the events that administrators see.
    return user.isSuperuser ? { ...message, events: true } : message;
  }

  #topicsFor(user: Watcher): [topic: string, what: true | readonly string[] | undefined][] {
    const isFor = (owner: number | null) => user.isSuperuser || owner === user.id;
    const isSeen = (node: OwnedNode) => mayHaveSeen(user, node);
    const plain = Object.entries(PLAIN).filter(
      ([topic, who]) => this.#plain.has(topic) && (who === 'all' || user.isSuperuser),
    );
    return [
      ['nodes', this.#nodes.names(isSeen, ([systemId]) => systemId)],
      ['clusters', this.#clusters.names(() => true, String)],
      ['events', this.#events.some(isSeen)],
      ['files', this.#files.some(isFor)],
      ['users', this.#users.some(isFor)],
      ...plain.map(([topic]): [string, true] => [topic, true]),
    ];
  }
}

/** Things of a topic that have changed: some, or too many. */
class Items<Item> {
  #items: Item[] | true = [];

  add(items: readonly Item[] | true | undefined): void {
    if (items === undefined || this.#items === true) return;
    this.#items = items === true || this.#items.length + items.length > MOST ? true : [...this.#items, ...items];
  }

  /** The names of those that are chosen, each once; undefined for none. */
  names(isChosen: (item: Item) => boolean, nameOf: (item: Item) => string): true | readonly string[] | undefined {
    if (this.#items === true) return true;
    const names = new Set(this.#items.filter(isChosen).map(nameOf));
    return names.size > 0 ? [...names] : undefined;
  }

  /** True when one is chosen; else undefined. */
  some(isChosen: (item: Item) => boolean): true | undefined {
    return this.#items === true || this.#items.some(isChosen) || undefined;
  }
}

/** Whether the user's lists have the node, or had it before the change: own nodes, and those without an owner. */
function mayHaveSeen({ id, isSuperuser }: Watcher, [, before, after]: OwnedNode): boolean {
  return isSuperuser || before === null || after === null || before === id || after === id;
}
