import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { nodeDetails } from '../../api/node-parts.js';
import { countText } from '../../ui/amounts.js';
import { Empty, Loaded } from '../../ui/states.js';
import { readLshw, readXml, searchTree, type TreeItem } from './hardware-tree.js';
import { Tree } from './tree.js';

/** What lshw and LLDP found, as trees that can be searched. */
export default function HardwareTrees({ systemId }: { readonly systemId: string }) {
  const query = useQuery(nodeDetails(systemId));
  return (
    <Loaded query={query} what="the hardware">
      {({ lshw, lldp }) => (
        <div className="cards is-halves">
          <HardwareTree title="Hardware (lshw)" xml={lshw} read={readLshw} />
          <HardwareTree title="Neighbours (LLDP)" xml={lldp} read={readXml} />
        </div>
      )}
    </Loaded>
  );
}

interface Props {
  readonly title: string;
  readonly xml: string | null;
  readonly read: (xml: string) => readonly TreeItem[] | undefined;
}

function HardwareTree({ title, xml, read }: Props) {
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed);
  const items = useMemo(() => (xml === null ? undefined : read(xml)), [xml, read]);
  const found = useMemo(() => items && searchTree(items, text), [items, text]);
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      {xml === null && <Empty title="There is no output. Commissioning reads the hardware." />}
      {xml !== null && !items && <RawText xml={xml} />}
      {found && (
        <>
          <input
            type="search"
            aria-label={`Search in ${title}`}
            placeholder="Search"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
          {text !== '' && <p role="status">{countText(found.hits, 'match', 'matches')}</p>}
          <Tree items={found.items} isOpen={text !== ''} />
        </>
      )}
    </section>
  );
}

/** An output that is not XML is shown as the machine sent it. */
function RawText({ xml }: { readonly xml: string }) {
  return (
    <>
      <p>The output is not well-formed XML. This is its text:</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <pre tabIndex={0}>{xml.slice(0, 100_000)}</pre>
    </>
  );
}
