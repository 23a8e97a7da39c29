import type { Logger } from 'pino';
import { LiveChanges } from '../../db/notifications/live-changes.js';
import type { SqlDatabase } from '../../db/sql-database.js';
import { TooManyRequests } from '../../errors.js';
import type { Viewer } from '../../model/accounts/viewer.js';
import type { LiveStream } from './live-stream.js';
import { PendingChanges } from './pending-changes.js';

/** The most streams of a process, and of a session: a browser has one for all its tabs. */
const MOST_STREAMS = 1_000;
const MOST_OF_SESSION = 8;
/** At most four messages a second. The first one waits for changes that come with it. */
const MESSAGE_MS = 250;
const GROUP_MS = 50;
/** Less than the usual time-out of proxies. */
const COMMENT_MS = 20_000;
/** Pages are loaded one after the other: a process listens on for a while. */
const LINGER_MS = 60_000;
/** How long a new stream waits for transactions that may have changed something unnoticed. */
const EARLIER_MS = 2_000;
const EARLIER_POLL_MS = 50;

/** The users of these sessions, as they are now. A session that has ended is missing. */
export type ReadUsers = (sessions: readonly number[]) => Promise<ReadonlyMap<number, Viewer>>;

interface Open {
  readonly stream: LiveStream;
  readonly user: Viewer;
}

/** The live streams of a process: what changes is told to those who may see it. */
export class LiveHub {
  readonly #open = new Set<Open>();
  readonly #changes: LiveChanges;
  #pending = new PendingChanges();
  #lastMessage = 0;
  #flush: NodeJS.Timeout | undefined;
  #comments: NodeJS.Timeout | undefined;
  #linger: NodeJS.Timeout | undefined;
  #resting: Promise<void> | undefined;
  #isClosed = false;

  constructor(
    database: SqlDatabase,
    private readonly readUsers: ReadUsers,
    private readonly log: Pick<Logger, 'warn'>,
  ) {
    this.#changes = new LiveChanges(
      database,
      ({ sessions, ...change }) => {
        if (sessions) void this.#check();
        this.#pending.add(change);
        this.#flush ??= setTimeout(() => this.#tell(), this.#wait());
      },
      () => void this.#listenAgain(),
    );
  }

  get size(): number {
    return this.#open.size;
  }

  /** Waits until changes of others are noticed. @throws TooManyRequests, and the error of the database */
  async prepare(session: number): Promise<void> {
    const ofSession = [...this.#open].filter(({ stream }) => stream.session === session).length;
    if (this.#isClosed || this.#open.size >= MOST_STREAMS || ofSession >= MOST_OF_SESSION) {
      throw new TooManyRequests('Too many live streams are open.', COMMENT_MS / 1_000);
    }
    clearTimeout(this.#linger);
    await this.#resting;
    await this.#changes.open();
    const haveEnded = await this.#changes.watchEarlierTransactions();
    const deadline = Date.now() + EARLIER_MS;
    while (!(await haveEnded()) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, EARLIER_POLL_MS));
    }
  }

  /** Adds a stream. Returns a function that removes it. */
  add(stream: LiveStream, user: Viewer): () => void {
    const open = { stream, user };
    this.#open.add(open);
    this.#comments ??= setInterval(() => void this.#keepAlive(), COMMENT_MS).unref();
    return () => {
      this.#open.delete(open);
      if (this.#open.size === 0) this.#rest();
    };
  }

  /** Ends all streams. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#linger);
    clearTimeout(this.#flush);
    clearInterval(this.#comments);
    for (const { stream } of this.#open) stream.end();
    await this.#changes.close();
  }

  #wait(): number {
    return Math.max(GROUP_MS, this.#lastMessage + MESSAGE_MS - Date.now());
  }

  #tell(): void {
    this.#flush = undefined;
    this.#lastMessage = Date.now();
    const pending = this.#pending;
    this.#pending = new PendingChanges();
    for (const { stream, user } of this.#open) {
      const message = pending.messageFor(user);
      if (message) stream.change(message);
    }
  }

  async #keepAlive(): Promise<void> {
    for (const { stream } of this.#open) stream.comment();
    await this.#check();
  }

  /** Ends the streams of sessions that have ended, and of users whose rights have changed. */
  async #check(): Promise<void> {
    const open = [...this.#open];
    try {
      const users = await this.readUsers([...new Set(open.map(({ stream }) => stream.session))]);
      for (const { stream, user } of open) {
        if (users.get(stream.session)?.isSuperuser !== user.isSuperuser) stream.end('The session has ended.');
      }
    } catch (error) {
      this.log.warn({ err: error }, 'the sessions of live streams could not be read');
    }
  }

  async #listenAgain(): Promise<void> {
    while (!this.#isClosed && this.#open.size > 0) {
      try {
        await this.#changes.open();
        for (const { stream } of this.#open) stream.reload();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, EARLIER_MS));
      }
    }
  }

  /** Stops listening when no stream comes for a while. */
  #rest(): void {
    clearInterval(this.#comments);
    this.#comments = undefined;
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => {
      if (this.#open.size === 0) this.#resting = this.#changes.close();
    }, LINGER_MS).unref();
  }
}
