import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Node } from '../../api/node.js';
import { ActionDialog } from '../../node-actions/action-dialog.js';
import { ACTIONS, type NodeAction } from '../../node-actions/actions.js';
import { useUser } from '../../session/session.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';

interface Props {
  readonly node: Node;
  /** The node has been deleted. A dialog that deleted it still shows the result. */
  readonly isGone: boolean;
}

/** The actions that the state of a node permits, as buttons. The others stand in a list that says why not. */
export function NodeActions({ node, isGone }: Props) {
  const user = useUser();
  const [, go] = useLocation();
  const [action, setAction] = useState<NodeAction>();
  const actions = isGone ? [] : ACTIONS;
  const permitted = actions.filter(({ refusal }) => refusal(node, user) === undefined);
  const refused = actions.filter((item) => !permitted.includes(item));
  const close = () => {
    // A deleted node has no page.
    if (action?.id === 'delete') go('/nodes');
    setAction(undefined);
  };
  return (
    <>
      {permitted.map((item) => (
        <Button key={item.id} kind={item === permitted[0] ? 'positive' : 'plain'} onClick={() => setAction(item)}>
          {item.title}
        </Button>
      ))}
      {refused.length > 0 && (
        <Menu
          title={
            <>
              Not now <Icon name="down" />
            </>
          }
        >
          <dl className="menu__list refusals">
            {refused.map((item) => (
              <div key={item.id}>
                <dt>{item.title}</dt>
                <dd>{item.refusal(node, user)}</dd>
              </div>
            ))}
          </dl>
        </Menu>
      )}
      {action && <ActionDialog action={action} nodes={[node]} onClose={close} onCancel={() => setAction(undefined)} />}
    </>
  );
}
