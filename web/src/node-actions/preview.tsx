import type { Node } from '../api/node.js';
import type { User } from '../session/user.js';
import { countText } from '../ui/amounts.js';
import { StatusLabel } from '../ui/status.js';
import type { NodeAction } from './actions.js';

interface Props {
  readonly action: NodeAction;
  readonly nodes: readonly Node[];
  readonly user: User;
}

/** The most nodes that are named; the others are counted. */
const MOST = 100;

/** What an action will do, and with which of the nodes it cannot be done. */
export function Preview({ action, nodes, user }: Props) {
  const refused = nodes.flatMap((node) => {
    const why = action.refusal(node, user);
    return why === undefined ? [] : [{ node, why }];
  });
  const names = new Set(refused.map(({ node }) => node));
  const possible = nodes.filter((node) => !names.has(node));
  return (
    <>
      <p>
        <strong>{countText(possible.length, 'node')}</strong> will be {action.effect}.
      </p>
      {possible.length > 0 && action.notes?.(possible).map((note) => <p key={note}>{note}</p>)}
      {possible.length > 0 && (
        <NodeRows nodes={possible} label="Nodes that will change" show={(node) => <StatusLabel node={node} />} />
      )}
      {refused.length > 0 && (
        <>
          <p>
            <strong>{countText(refused.length, 'node')}</strong> will stay unchanged:
          </p>
          <NodeRows
            nodes={refused.map(({ node }) => node)}
            label="Nodes that stay unchanged"
            show={(_node, index) => refused[index]?.why}
          />
        </>
      )}
    </>
  );
}

interface NodeRowsProps {
  readonly nodes: readonly Node[];
  readonly label: string;
  readonly show: (node: Node, index: number) => React.ReactNode;
}

function NodeRows({ nodes, label, show }: NodeRowsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <ul className="node-rows" aria-label={label} tabIndex={0}>
      {nodes.slice(0, MOST).map((node, index) => (
        <li key={node.system_id}>
          <span>{node.hostname}</span>
          <span>{show(node, index)}</span>
        </li>
      ))}
      {nodes.length > MOST && <li>and {countText(nodes.length - MOST, 'more node')}</li>}
    </ul>
  );
}
