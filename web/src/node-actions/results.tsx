import { countText } from '../ui/amounts.js';
import { Icon } from '../ui/icon.js';
import type { Result } from './run.js';

interface Props {
  readonly results: readonly Result[];
  readonly total: number;
}

/** The most results that are listed; the others are counted. */
const MOST = 300;

/** The results of the nodes so far: failures first. */
export function Results({ results, total }: Props) {
  const failed = results.filter(({ ok }) => !ok);
  const done = results.filter(({ ok }) => ok);
  return (
    <>
      <div className="progress">
        <progress value={results.length} max={total} aria-label="Progress" />
        <p role="status">
          {done.length} of {total} done{failed.length > 0 && `, ${failed.length} failed`}
        </p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <ul className="node-rows" aria-label="Results" tabIndex={0}>
        {[...failed, ...done].slice(0, MOST).map(({ node, ok, text }) => (
          <li key={node.system_id} className={ok ? 'is-good' : 'is-bad'}>
            <span>
              <Icon name={ok ? 'check' : 'warning'} /> {node.hostname}
            </span>
            <span>{text}</span>
          </li>
        ))}
        {results.length > MOST && <li>and {countText(results.length - MOST, 'more node')}</li>}
      </ul>
    </>
  );
}
