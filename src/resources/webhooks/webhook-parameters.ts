import { z } from 'zod';
import type { Level } from '../../events/level.js';
import { textUpTo } from '../../params/values.js';

const NAMES = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const satisfies readonly Level[];
const MOST_LETTERS = 200;

export const eventLevel = z.enum(NAMES, `Use one of ${NAMES.join(', ')}.`);
/** The type of an event, or an empty text that stands for none: see `withoutBlanks`. */
export const eventType = textUpTo(MOST_LETTERS);
/** The name of a zone or tag; "" for none. */
export const filterName = textUpTo(256).transform((text) => (text === '' ? null : text));

export const DOCS = {
  url: 'The http or https URL to which events are posted.',
  types: 'The types of the events, as events/ shows them, such as "Node deployed". Empty or none: all.',
  level: `The least level of the events: ${NAMES.join(', ')}.`,
  zone: 'The name of a zone: only events of nodes in it are sent. Empty: all.',
  tag: 'The name of a tag: only events of nodes with it are sent. Empty: all.',
  enabled: 'Whether events are sent.',
} as const;
