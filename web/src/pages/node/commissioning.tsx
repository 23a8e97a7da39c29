import { useQuery } from '@tanstack/react-query';
import { commissioningResults, type ScriptResult } from '../../api/node-parts.js';
import { bytesText } from '../../ui/amounts.js';
import { Icon } from '../../ui/icon.js';
import { Empty, Loaded } from '../../ui/states.js';

/** The outputs of the scripts that examined the machine. */
export default function Commissioning({ systemId }: { readonly systemId: string }) {
  const query = useQuery(commissioningResults(systemId));
  return (
    <Loaded query={query} what="the results">
      {(results) =>
        results.length === 0 ? (
          <Empty title="There are no results. Commissioning makes them." />
        ) : (
          <ul className="results" aria-label="Results of scripts">
            {results.map((result) => (
              <Result key={result.name} result={result} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

const MOST_SHOWN = 200_000;

function Result({ result: { name, script_result: code, updated, data } }: { readonly result: ScriptResult }) {
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  return (
    <li className="card">
      <details>
        <summary>
          <span className={code === 0 ? 'is-good' : 'is-bad'}>
            <Icon name={code === 0 ? 'check' : 'warning'} />
          </span>
          <strong>{name}</strong>
          <span>exit code {code}</span>
          <span>{bytesText(bytes.length)}</span>
          <time dateTime={`${updated}Z`}>{new Date(`${updated}Z`).toLocaleString('en-GB')}</time>
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
        <pre tabIndex={0}>{new TextDecoder().decode(bytes.subarray(0, MOST_SHOWN))}</pre>
        {bytes.length > MOST_SHOWN && <p>The first {bytesText(MOST_SHOWN)} are shown.</p>}
      </details>
    </li>
  );
}
