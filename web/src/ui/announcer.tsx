import { useSyncExternalStore } from 'react';

let message = '';
const listeners = new Set<() => void>();

/** Has a screen reader say a text, such as the result of an action. */
export function announce(text: string): void {
  message = text;
  for (const listener of listeners) listener();
}

export function Announcer() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => message,
  );
  return (
    <div className="u-hidden" aria-live="polite" role="status">
      {text}
    </div>
  );
}
