import { resource } from '../../api/operation/operation.js';
import { eventsExport } from './export.js';
import { eventsQuery } from './query.js';

/** `events/` */
export const events = resource({
  name: 'EventsHandler',
  path: 'events/',
  doc: 'Read the events of nodes and of the region.',
  operations: [eventsQuery, eventsExport],
});
