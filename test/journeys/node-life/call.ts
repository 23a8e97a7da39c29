import type { Reply } from '../../support/client.js';
import type { ApiKey } from '../../support/oauth.js';
import { PASSWORD, type Run, USER_DATA } from './run.js';
import type { State } from './state.js';

/** What the model expects of a call, and the state after it. */
export interface Expected {
  readonly status: number;
  readonly state: State;
  /** The view of the answer; absent: not compared */
  readonly view?: unknown;
}

/** A call that was answered. */
export interface Observed {
  readonly label: string;
  /** Null: anonymous */
  readonly key: ApiKey | null;
  readonly status: number;
  /** What the model compares of an answer 2xx */
  readonly view: unknown;
  /** The call's effect on a state, once the caller is authenticated. */
  expect(state: State): Expected;
}

/** A call that a run makes. Its text is for the report of a failure. */
export interface Call {
  perform(run: Run): Promise<Observed>;
  toString(): string;
}

/** A request of a call, with the model's view of its answer and its effect. */
export interface Exchange<View> {
  readonly key: ApiKey | null;
  readonly reply: Promise<Reply>;
  /** Whether the answer may show what other users must not see */
  readonly secret?: boolean;
  view(reply: Reply): View;
  /** @param view null unless the answer is 2xx */
  expect(state: State, view: View | null): Expected;
}

/** Makes a call. Its ends are resolved when it is sent, so calls of one round do not see each other's answers. */
export function call<View>(text: string, send: (run: Run) => Exchange<View>): Call {
  return {
    toString: () => text,
    async perform(run) {
      const { key, reply: sent, secret = false, view: viewOf, expect } = send(run);
      const reply = await sent;
      if (!secret && [PASSWORD, USER_DATA].some((word) => reply.text.includes(word))) {
        throw new Error(`${text}: the answer shows secrets: ${reply.text}`);
      }
      const view = reply.status < 300 ? viewOf(reply) : null;
      const label = `${text} → ${reply.status}${view === null ? '' : ` ${JSON.stringify(view)}`}`;
      return { label, key, status: reply.status, view, expect: (state) => expect(state, view) };
    },
  };
}

/** The call is refused and changes nothing. */
export const refused = (state: State, status: number): Expected => ({ status, state });
