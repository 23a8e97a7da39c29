import { Icon } from '../ui/icon.js';
import type { Result } from './run.js';

interface Props {
  readonly results: readonly Result[];
  readonly total: number;
}

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
        {[...failed, ...done].map(({ node, ok, text }) => (
          <li key={node.system_id} className={ok ? 'is-good' : 'is-bad'}>
            <span>
              <Icon name={ok ? 'check' : 'warning'} /> {node.hostname}
            </span>
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
