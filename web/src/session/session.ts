import { useSyncExternalStore } from 'react';
import type { User } from './user.js';

interface Session {
  readonly user: User;
  readonly csrf: string;
  readonly idle_expires: string;
  readonly expires: string;
  readonly version: string;
}

/**
 * `in`: signed in. `out`: nobody is signed in. `ended`: the session of a user ended while pages are open, which stay as
 * they are until the user signs in again. `unreachable`: the region did not answer at the start.
 */
export type SessionState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'in'; readonly session: Session }
  | { readonly kind: 'out'; readonly csrf: string }
  | { readonly kind: 'ended'; readonly csrf: string; readonly session: Session };

const PATH = `${import.meta.env.BASE_URL}session/`;
const tabs = new BroadcastChannel('maas-session');
const listeners = new Set<() => void>();
/** Requests that wait until the user has signed in again. */
const waiting = new Set<() => void>();
let state: SessionState = { kind: 'loading' };

tabs.addEventListener('message', () => void loadSession());

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
  if (next.kind !== 'in') return;
  for (const proceed of waiting) proceed();
  waiting.clear();
}

export function currentSession(): SessionState {
  return state;
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(subscribe, currentSession);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The signed-in user. Only for components that are shown with a session. @throws Error without one */
export function useUser(): User {
  const now = useSessionState();
  if (now.kind !== 'in' && now.kind !== 'ended') throw new Error('nobody is signed in');
  return now.session.user;
}

let loading: Promise<boolean> | undefined;

/**
 * Reads the session from the region. Calls at once share one request, as each answer has another token for signing in.
 * @returns whether the user is signed in
 */
export function loadSession(): Promise<boolean> {
  loading ??= readSession().finally(() => {
    loading = undefined;
  });
  return loading;
}

async function readSession(): Promise<boolean> {
  let response: Response;
  try {
    response = await fetch(PATH, { headers: { accept: 'application/json' } });
  } catch {
    if (state.kind === 'loading') become({ kind: 'unreachable' });
    return state.kind === 'in';
  }
  if (response.ok) {
    const session: Session = await response.json();
    enter(session);
    return true;
  }
  if (response.status === 401) {
    const { csrf }: { csrf: string } = await response.json();
    leave(csrf);
  } else if (state.kind === 'loading') become({ kind: 'unreachable' });
  return false;
}

/** Pages show what one user may see, so that another user gets new ones. */
function enter(session: Session): void {
  const before = state.kind === 'in' || state.kind === 'ended' ? state.session.user : undefined;
  if (before && (before.username !== session.user.username || before.is_superuser !== session.user.is_superuser)) {
    window.location.reload();
    return;
  }
  become({ kind: 'in', session });
}

function leave(csrf: string): void {
  if (state.kind === 'in' || state.kind === 'ended') become({ kind: 'ended', csrf, session: state.session });
  else become({ kind: 'out', csrf });
}

/** Resolves when the user is signed in again. */
export function whenSignedIn(): Promise<void> {
  return new Promise((resolve) => {
    if (state.kind === 'in') resolve();
    else waiting.add(resolve);
  });
}

/** The problems of a form by field; those of the whole form are under `''`. */
export type Problems = Readonly<Record<string, string>>;

/** Signs in. @returns the problems; undefined after success */
export async function signIn(username: string, password: string, isRepeated = false): Promise<Problems | undefined> {
  if (state.kind !== 'out' && state.kind !== 'ended') return undefined;
  let response: Response;
  try {
    response = await fetch(PATH, {
      method: 'POST',
      body: new URLSearchParams({ username, password, csrf: state.csrf }),
    });
  } catch {
    return { '': 'The region does not answer. Check your connection, then try again.' };
  }
  if (response.ok) {
    enter(await response.json());
    tabs.postMessage('changed');
    return undefined;
  }
  if (response.status === 403) {
    // The token of the form is too old, or another tab has got a new one.
    await loadSession();
    return isRepeated ? { '': 'The form has expired. Sign in again.' } : signIn(username, password, true);
  }
  return problemsOf(response);
}

async function problemsOf(response: Response): Promise<Problems> {
  const wait = Number(response.headers.get('retry-after'));
  const seconds = wait > 0 ? ` Try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}.` : '';
  try {
    const { error, fields }: { error?: string; fields?: Record<string, string | string[]> } = await response.json();
    const byField = Object.entries(fields ?? {}).map(([name, text]) => [name, [text].flat().join(' ')] as const);
    if (byField.length > 0) return Object.fromEntries(byField);
    if (error) return { '': `${error}${seconds}` };
  } catch {
    // The answer comes from a proxy.
  }
  return { '': `The region answered ${response.status}.${seconds}` };
}

export async function signOut(): Promise<void> {
  if (state.kind === 'in') {
    await fetch(PATH, { method: 'DELETE', headers: { 'x-csrf-token': state.session.csrf } }).catch(() => undefined);
  }
  tabs.postMessage('changed');
  // A new page holds nothing of the user.
  window.location.assign(import.meta.env.BASE_URL);
}
