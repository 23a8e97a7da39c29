import { Facts } from '../../ui/facts.js';
import type { TreeItem } from './hardware-tree.js';

interface Props {
  readonly items: readonly TreeItem[];
  /** Whether all parts are open, as in the results of a search */
  readonly isOpen: boolean;
  readonly depth?: number;
}

const OPEN_DEPTH = 2;

/** A tree of parts. The browser's own disclosure makes each of them open and close by mouse and keyboard. */
export function Tree({ items, isOpen, depth = 0 }: Props) {
  return (
    <ul className="tree">
      {items.map((item) => (
        <li key={item.id}>
          {item.parts.length + item.facts.length === 0 ? (
            <p>
              <Title item={item} />
            </p>
          ) : (
            <details open={isOpen || depth < OPEN_DEPTH}>
              <summary>
                <Title item={item} />
              </summary>
              {item.facts.length > 0 && <Facts facts={item.facts} />}
              {item.parts.length > 0 && <Tree items={item.parts} isOpen={isOpen} depth={depth + 1} />}
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

function Title({ item }: { readonly item: TreeItem }) {
  return (
    <>
      <strong>{item.title}</strong> <span>{item.note}</span>
    </>
  );
}
