import type { Node } from '../api/node.js';
import type { User } from '../session/user.js';
import { countText } from '../ui/amounts.js';
import { statusOf } from '../ui/node-status.js';

/** Something that a person can do with nodes. */
export interface NodeAction {
  readonly id: ActionId;
  readonly title: string;
  /** What happens, after `12 nodes: ` */
  readonly effect: string;
  readonly isDangerous?: boolean;
  /** What else happens to these nodes, which the effect does not say */
  readonly notes?: (nodes: readonly Node[]) => readonly string[];
  /** Why the user cannot do it with the node now; undefined when nothing stands in the way. */
  readonly refusal: (node: Node, user: User) => string | undefined;
}

export type ActionId =
  | 'accept'
  | 'commission'
  | 'acquire'
  | 'start'
  | 'stop'
  | 'power_cycle'
  | 'release'
  | 'abort'
  | 'mark_broken'
  | 'mark_fixed'
  | 'set_zone'
  | 'tag'
  | 'delete';

const READY = 4;
const RESERVED = 5;
const ALLOCATED = 6;
const COMMISSIONING = 1;
const COMMISSIONABLE: readonly number[] = [0, 2, READY];
const Substatus = { DEPLOYED: 6, BROKEN: 8, DEPLOYING: 9, RELEASING: 12, FAILED_RELEASING: 13 } as const;

const WAKE_ON_LAN = 'ether_wake';

const ONLY_ADMINS = 'Only administrators can do this.';
const inState = (node: Node): string => `The node is in state ${statusOf(node).title}.`;

function adminsOnly(_node: Node, user: User): string | undefined {
  return user.is_superuser ? undefined : ONLY_ADMINS;
}

function editorsOnly(node: Node, user: User): string | undefined {
  return user.is_superuser || node.owner === user.username
    ? undefined
    : 'Only its owner and administrators can do this.';
}

function powerRefusal(node: Node, user: User): string | undefined {
  return editorsOnly(node, user) ?? (node.power_type === '' ? 'The node has no power type.' : undefined);
}

function cycleRefusal(node: Node, user: User): string | undefined {
  const noOff = node.power_type === WAKE_ON_LAN ? 'Wake-on-LAN cannot power a machine off.' : undefined;
  return powerRefusal(node, user) ?? noOff;
}

/** A start begins the deployment of an allocated node, unless it is deployed and boots its disk. */
function startNotes(nodes: readonly Node[]): string[] {
  const begins = nodes.filter(
    ({ status, substatus, netboot }) => status === ALLOCATED && (netboot || substatus !== Substatus.DEPLOYED),
  );
  return [
    ...(begins.length > 0 ? [`This begins the deployment of ${countText(begins.length, 'node')}.`] : []),
    'Stored user data is removed, unless new user data replaces it.',
  ];
}

const onlyIf = (isPossible: boolean, why: string): string | undefined => (isPossible ? undefined : why);

export const ACTIONS: readonly NodeAction[] = [
  {
    id: 'accept',
    title: 'Accept',
    effect: 'accepted, and commissioned at once',
    refusal: (node, user) => adminsOnly(node, user) ?? onlyIf(node.status === 0, inState(node)),
  },
  {
    id: 'commission',
    title: 'Commission',
    effect: 'powered on to examine the hardware; earlier results are replaced',
    refusal: (node, user) => adminsOnly(node, user) ?? onlyIf(COMMISSIONABLE.includes(node.status), inState(node)),
  },
  {
    id: 'acquire',
    title: 'Acquire',
    effect: 'allocated to you',
    refusal: (node) => onlyIf(node.substatus === READY, inState(node)),
  },
  {
    id: 'start',
    title: 'Start',
    effect: 'powered on',
    notes: startNotes,
    refusal: powerRefusal,
  },
  {
    id: 'stop',
    title: 'Stop',
    effect: 'powered off',
    isDangerous: true,
    refusal: powerRefusal,
  },
  {
    id: 'power_cycle',
    title: 'Power cycle',
    effect: 'powered off and on again; machines that are off are powered on',
    notes: () => ['Deployments and user data stay as they are.'],
    isDangerous: true,
    refusal: cycleRefusal,
  },
  {
    id: 'release',
    title: 'Release',
    effect: 'returned to the pool and powered off',
    isDangerous: true,
    refusal: (node, user) =>
      editorsOnly(node, user) ??
      onlyIf(
        node.status === RESERVED || node.status === ALLOCATED || node.substatus === Substatus.FAILED_RELEASING,
        inState(node),
      ),
  },
  {
    id: 'abort',
    title: 'Abort',
    effect: 'stopped in its commissioning or deployment, and powered off',
    isDangerous: true,
    refusal: (node, user) =>
      editorsOnly(node, user) ??
      onlyIf(
        node.status === COMMISSIONING || node.substatus === Substatus.DEPLOYING,
        'The node is neither commissioning nor deploying.',
      ),
  },
  {
    id: 'mark_broken',
    title: 'Mark broken',
    effect: 'taken out of the pool until an administrator marks it fixed; nodes in use are released',
    isDangerous: true,
    refusal: (node, user) =>
      editorsOnly(node, user) ?? onlyIf(node.substatus !== Substatus.BROKEN, 'The node is marked broken already.'),
  },
  {
    id: 'mark_fixed',
    title: 'Mark fixed',
    effect: 'ready again',
    refusal: (node, user) =>
      editorsOnly(node, user) ?? onlyIf(node.substatus === Substatus.BROKEN, 'The node is not marked broken.'),
  },
  { id: 'set_zone', title: 'Set zone', effect: 'moved to the zone', refusal: adminsOnly },
  { id: 'tag', title: 'Tag', effect: 'tagged', refusal: adminsOnly },
  {
    id: 'delete',
    title: 'Delete',
    effect: 'deleted with all that is known about them',
    isDangerous: true,
    refusal: (node, user) => adminsOnly(node, user) ?? onlyIf(node.status !== ALLOCATED, inState(node)),
  },
];
