import { resource } from '../../api/operation/operation.js';
import { eventsQuery } from './query.js';

/** `events/` */
export const events = resource({
  name: 'EventsHandler',
  path: 'events/',
  doc: 'What happened to nodes, and to the region.',
  operations: [eventsQuery],
});
