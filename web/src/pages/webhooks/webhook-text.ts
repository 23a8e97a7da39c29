import type { Delivery, Webhook } from '../../api/webhooks.js';

/** Which events a webhook gets: `Node deployed; INFO or higher; zone r1` */
export function filterText({ types, level, zone, tag }: Webhook): string {
  const what = types.length === 0 ? 'All types' : types.join(', ');
  const where = [zone !== null && `zone ${zone}`, tag !== null && `tag ${tag}`].filter(Boolean);
  return [what, `${level} or higher`, ...where].join('; ');
}

type Result = Pick<Delivery, 'state' | 'status' | 'error'>;

/** The state of a delivery in a word or two. */
export function stateText({ state, error }: Result): string {
  if (state === 'delivered') return 'Delivered';
  if (state === 'dead') return 'Dead letter';
  return error === '' ? 'Waiting' : 'Failed, is repeated';
}

/** The class that colours a state. */
export function stateClass({ state, error }: Result): string {
  if (state === 'delivered') return 'is-good';
  return state === 'dead' || error !== '' ? 'is-bad' : '';
}
