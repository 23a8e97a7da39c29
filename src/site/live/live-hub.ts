import type { Logger } from 'pino';
import { LiveChanges } from '../../db/notifications/live-changes.js';
import type { SqlDatabase } from '../../db/sql-database.js';
import { TooManyRequests } from '../../errors.js';
import type { Viewer } from '../../model/accounts/viewer.js';
import { EarlierTransactions } from './earlier-transactions.js';
import { LiveSlot } from './live-slot.js';
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
const LISTEN_RETRY_MS = 2_000;

/** The users of these sessions, as they are now. A session that has ended is missing. */
export type ReadUsers = (sessions: readonly number[]) => Promise<ReadonlyMap<number, Viewer>>;

/** The live streams of a process: what changes is told to those who may see it. */
export class LiveHub {
  readonly #slots = new Set<LiveSlot>();
  readonly #changes: LiveChanges;
  readonly #earlier: EarlierTransactions;
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
    this.#earlier = new EarlierTransactions(this.#changes);
  }

  /** Takes the slot of a stream. The caller releases it. @throws TooManyRequests */
  take(session: number, user: Viewer): LiveSlot {
    const ofSession = [...this.#slots].filter((slot) => slot.session === session).length;
    if (this.#isClosed || this.#slots.size >= MOST_STREAMS || ofSession >= MOST_OF_SESSION) throw tooMany();
    const slot = new LiveSlot(session, user);
    this.#slots.add(slot);
    clearTimeout(this.#linger);
    return slot;
  }

  release(slot: LiveSlot): void {
    this.#slots.delete(slot);
    if (this.#slots.size === 0 && !this.#isClosed) this.#rest();
  }

  /** Waits until changes of others are noticed. @throws TooManyRequests, and the error of the database */
  async prepare(slot: LiveSlot): Promise<void> {
    await this.#resting;
    if (this.#isClosed) throw tooMany();
    await this.#changes.open();
    await this.#earlier.wait(() => slot.reload());
  }

  /** Begins the stream of a slot. */
  begin(slot: LiveSlot, stream: LiveStream): void {
    slot.begin(stream);
    if (this.#isClosed) stream.end();
    else this.#comments ??= setInterval(() => void this.#keepAlive(), COMMENT_MS).unref();
  }

  /** Ends all streams. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#linger);
    clearTimeout(this.#flush);
    clearInterval(this.#comments);
    this.#earlier.close();
    for (const { stream } of this.#slots) stream?.end();
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
    for (const { stream, user } of this.#slots) {
      const message = pending.messageFor(user);
      if (message) stream?.change(message);
    }
  }

  async #keepAlive(): Promise<void> {
    for (const { stream } of this.#slots) stream?.comment();
    await this.#check();
  }

  /** Ends the streams of sessions that have ended, and of users whose rights have changed. */
  async #check(): Promise<void> {
    const slots = [...this.#slots];
    try {
      const users = await this.readUsers([...new Set(slots.map(({ session }) => session))]);
      for (const { session, user, stream } of slots) {
        if (users.get(session)?.isSuperuser !== user.isSuperuser) stream?.end('The session has ended.');
      }
    } catch (error) {
      this.log.warn({ err: error }, 'the sessions of live streams could not be read');
    }
  }

  async #listenAgain(): Promise<void> {
    while (!this.#isClosed && this.#slots.size > 0) {
      try {
        await this.#changes.open();
        await this.#earlier.wait(() => this.#reload());
        this.#reload();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, LISTEN_RETRY_MS));
      }
    }
  }

  #reload(): void {
    for (const slot of this.#slots) slot.reload();
  }

  /** Stops listening when no stream comes for a while. */
  #rest(): void {
    clearInterval(this.#comments);
    this.#comments = undefined;
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => {
      if (this.#slots.size === 0) this.#resting = this.#changes.close();
    }, LINGER_MS).unref();
  }
}

function tooMany(): TooManyRequests {
  return new TooManyRequests('Too many live streams are open.', COMMENT_MS / 1_000);
}
