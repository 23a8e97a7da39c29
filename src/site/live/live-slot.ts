import type { Viewer } from '../../model/accounts/viewer.js';
import type { LiveStream } from './live-stream.js';

/** The place of a stream, taken before the stream begins: so the limits hold for streams that begin at once. */
export class LiveSlot {
  #stream: LiveStream | undefined;
  #isBehind = false;

  /** @param session the id of the session that opens the stream */
  constructor(
    readonly session: number,
    readonly user: Viewer,
  ) {}

  /** Undefined until the stream begins. */
  get stream(): LiveStream | undefined {
    return this.#stream;
  }

  begin(stream: LiveStream): void {
    this.#stream = stream;
    if (this.#isBehind) stream.reload();
  }

  /** Tells the page to read everything again, as soon as the stream begins. */
  reload(): void {
    this.#isBehind = true;
    this.#stream?.reload();
  }
}
