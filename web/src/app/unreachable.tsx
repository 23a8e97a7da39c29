import { loadSession } from '../session/session.js';
import { Button } from '../ui/button.js';

/** The first page when the region does not answer. */
export function Unreachable() {
  return (
    <main className="centre">
      <h1>The region does not answer</h1>
      <p>Its server may be starting, or your connection is interrupted.</p>
      <Button kind="positive" onClick={() => void loadSession()}>
        Try again
      </Button>
    </main>
  );
}
