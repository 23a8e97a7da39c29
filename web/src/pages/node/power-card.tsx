import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { textOf } from '../../api/errors.js';
import { newestEvents } from '../../api/lists.js';
import type { Node } from '../../api/node.js';
import { checkPower } from '../../api/node-parts.js';
import { ActionDialog } from '../../node-actions/action-dialog.js';
import { ACTIONS, type ActionId, type NodeAction } from '../../node-actions/actions.js';
import { useUser } from '../../session/session.js';
import { announce } from '../../ui/announcer.js';
import { Button } from '../../ui/button.js';
import { EventRows } from '../../ui/event-rows.js';
import { Facts } from '../../ui/facts.js';
import { PowerLabel } from '../../ui/status.js';
import { PowerParameters } from './power-parameters.js';

/** What switches the power, with the texts of the buttons. */
const SWITCHES: readonly (readonly [ActionId, string])[] = [
  ['start', 'Power on'],
  ['stop', 'Power off'],
  ['power_cycle', 'Power cycle'],
];
const WORDS = { on: 'on', off: 'off', unknown: 'not known', error: 'not known: the BMC does not answer' } as const;

/** The power of a node: its state, switching it, its settings, and what happened to it. */
export function PowerCard({ node }: { readonly node: Node }) {
  const user = useUser();
  const client = useQueryClient();
  const [action, setAction] = useState<NodeAction>();
  const [isEditing, setEditing] = useState(false);
  const checking = useMutation({
    mutationFn: () => checkPower(node.system_id),
    onSuccess(state) {
      announce(`The power is ${WORDS[state]}.`);
      void client.invalidateQueries({ queryKey: ['nodes'] });
    },
  });
  return (
    <section className="card" aria-labelledby="power-title">
      <h2 id="power-title">Power</h2>
      <p className="power-state">
        <PowerLabel state={checking.data ?? node.power_state} />
        <Button
          onClick={() => checking.mutate()}
          disabled={checking.isPending}
          why={node.power_type === '' ? 'The node has no power type.' : undefined}
        >
          {checking.isPending ? 'Asking the BMC …' : 'Check now'}
        </Button>
        {SWITCHES.map(([id, text]) => {
          const item = ACTIONS.find((known) => known.id === id);
          return (
            item && (
              <Button key={id} why={item.refusal(node, user)} onClick={() => setAction(item)}>
                {text}
              </Button>
            )
          );
        })}
      </p>
      {checking.error && (
        <p className="field__problem" role="alert">
          {textOf(checking.error)}
        </p>
      )}
      <Facts facts={[['Power type', node.power_type || 'none']]} />
      {user.is_superuser && <Button onClick={() => setEditing(true)}>Power settings</Button>}
      <h3>History</h3>
      <PowerHistory systemId={node.system_id} />
      {action && <ActionDialog action={action} nodes={[node]} onClose={() => setAction(undefined)} />}
      {isEditing && <PowerParameters node={node} onClose={() => setEditing(false)} />}
    </section>
  );
}

const READ = 100;
const SHOWN = 5;

function PowerHistory({ systemId }: { readonly systemId: string }) {
  const { data: events = [] } = useQuery(newestEvents(READ, systemId));
  const ofPower = events.filter(({ type }) => /power|shut/i.test(type));
  return <EventRows events={ofPower.slice(0, SHOWN)} withNode={false} />;
}
