import { useSyncExternalStore } from 'react';
import { retryPause } from './retry.js';

/** What changed, by kind: some ids, or `true` for many or unknown ones. */
type Changes = Readonly<Record<string, readonly string[] | true>>;

/** `reload`: changes may have been missed. `end`: the session may have ended. */
export type LiveMessage =
  | { readonly kind: 'change'; readonly changes: Changes }
  | { readonly kind: 'reload' }
  | { readonly kind: 'end' }
  | { readonly kind: 'connected'; readonly connected: boolean };

const PATH = `${import.meta.env.BASE_URL}session/live/`;
const listeners = new Set<() => void>();
let connected = false;

/** Follows the live stream of the region until `signal` aborts. */
export function followLive(receive: (message: LiveMessage) => void, signal: AbortSignal): void {
  const take = (message: LiveMessage) => {
    if (signal.aborted) return;
    if (message.kind === 'connected') showConnected(message.connected);
    else receive(message);
  };
  signal.addEventListener('abort', () => showConnected(false));
  // Browsers have locks only for pages over HTTPS and of their own computer.
  if ('locks' in navigator) shareStream(take, signal);
  else readWhileVisible(take, signal);
}

/**
 * The tabs of a browser share one stream, as a browser opens only six connections to a server: the tab that holds the lock
 * reads it, and passes its messages on.
 */
function shareStream(take: (message: LiveMessage) => void, signal: AbortSignal): void {
  const tabs = new BroadcastChannel('maas-live');
  tabs.addEventListener('message', ({ data }) => {
    if (data === 'hello') return;
    take(data);
  });
  signal.addEventListener('abort', () => tabs.close());
  const tell = (message: LiveMessage) => {
    if (signal.aborted) return;
    tabs.postMessage(message);
    take(message);
  };
  // A new tab learns from the reading one whether the stream is connected.
  tabs.postMessage('hello');
  navigator.locks
    .request('maas-live', { signal }, () => {
      tabs.addEventListener('message', ({ data }) => {
        if (data === 'hello') tabs.postMessage({ kind: 'connected', connected });
      });
      return readStream(tell, signal);
    })
    .catch(() => undefined);
}

/** Reads a stream of this tab's own. Tabs in the background have none, so that connections are left for requests. */
function readWhileVisible(take: (message: LiveMessage) => void, signal: AbortSignal): void {
  let reading: AbortController | undefined;
  const follow = () => {
    reading?.abort();
    if (document.hidden) return;
    reading = new AbortController();
    void readStream(take, AbortSignal.any([signal, reading.signal]));
  };
  document.addEventListener('visibilitychange', follow, { signal });
  follow();
}

/** Reads the stream, and connects again after each end. Resolves when `signal` aborts. */
async function readStream(tell: (message: LiveMessage) => void, signal: AbortSignal): Promise<void> {
  let refusals = 0;
  while (!signal.aborted) {
    const end = await readOnce(tell, signal);
    refusals = end === 'refused' ? refusals + 1 : 0;
    tell({ kind: 'connected', connected: false });
    if (end !== 'interrupted') tell({ kind: 'end' });
    await pause(retryPause(refusals), signal);
  }
}

/**
 * How a stream ended. The session may have ended when the region ended the stream for that reason (`ended`), or did not
 * open it (`refused`).
 */
type StreamEnd = 'interrupted' | 'ended' | 'refused';

function readOnce(tell: (message: LiveMessage) => void, signal: AbortSignal): Promise<StreamEnd> {
  return new Promise((resolve) => {
    const source = new EventSource(PATH);
    let isOpen = false;
    const end = (how: StreamEnd) => {
      source.close();
      resolve(how);
    };
    signal.addEventListener('abort', () => end('interrupted'), { once: true });
    source.addEventListener('open', () => {
      isOpen = true;
      tell({ kind: 'connected', connected: true });
      // The pages may have missed changes while there was no stream: of this tab, or of the tab that read it before.
      tell({ kind: 'reload' });
    });
    source.addEventListener('change', ({ data }) => tell({ kind: 'change', changes: JSON.parse(data) }));
    source.addEventListener('reload', () => tell({ kind: 'reload' }));
    source.addEventListener('end', () => end('ended'));
    source.addEventListener('error', () => end(isOpen ? 'interrupted' : 'refused'));
  });
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done, { once: true });
  });
}

function showConnected(value: boolean): void {
  connected = value;
  for (const listener of listeners) listener();
}

/** Whether pages show changes as they happen. */
export function useConnected(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => connected,
  );
}
