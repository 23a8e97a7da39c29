import { useState } from 'react';
import { ActionDialog } from '../../node-actions/action-dialog.js';
import { ACTIONS, type NodeAction } from '../../node-actions/actions.js';
import { useUser } from '../../session/session.js';
import { countText } from '../../ui/amounts.js';
import { Button } from '../../ui/button.js';
import type { Selection } from './use-selection.js';

/** The actions on the chosen nodes. An action that none of them permits says why. */
export function BulkBar({ selection }: { readonly selection: Selection }) {
  const user = useUser();
  const [action, setAction] = useState<NodeAction>();
  const { nodes } = selection;
  const refusalOf = ({ refusal }: NodeAction): string | undefined => {
    const [first] = nodes;
    if (!first || nodes.some((node) => refusal(node, user) === undefined)) return undefined;
    return nodes.length === 1 ? refusal(first, user) : `None of the nodes permits it. ${refusal(first, user)}`;
  };
  if (nodes.length === 0 && !action) return null;
  return (
    <section className="bulk" aria-label="Actions on the chosen nodes">
      <p role="status">
        <strong>{countText(nodes.length, 'node')}</strong> chosen
      </p>
      {ACTIONS.map((item) => (
        <Button key={item.id} why={refusalOf(item)} onClick={() => setAction(item)}>
          {item.title}
        </Button>
      ))}
      <Button kind="base" onClick={() => selection.chooseAll(false)}>
        Clear
      </Button>
      {action && <ActionDialog action={action} nodes={nodes} onClose={() => setAction(undefined)} />}
    </section>
  );
}
