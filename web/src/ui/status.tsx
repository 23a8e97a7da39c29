import type { Node } from '../api/node.js';
import { Icon } from './icon.js';
import { statusOf } from './node-status.js';

/** The colour of a node's status, for places where its words stand beside. */
export function StatusDot({ node }: { readonly node: Pick<Node, 'substatus'> }) {
  return <span className={`dot is-${statusOf(node).word}`} aria-hidden="true" />;
}

export function StatusLabel({ node }: { readonly node: Pick<Node, 'substatus'> }) {
  return (
    <span className="status">
      <StatusDot node={node} />
      {statusOf(node).title}
    </span>
  );
}

const POWER = { on: 'On', off: 'Off', unknown: 'Unknown', error: 'Error' } as const;

export function PowerLabel({ state }: { readonly state: Node['power_state'] }) {
  return (
    <span className={`power is-${state}`}>
      <Icon name={state === 'error' ? 'warning' : 'power'} />
      {POWER[state]}
    </span>
  );
}
