import { levelName } from '../../events/level.js';
import { namesBmc } from '../../events/power.js';
import { TEST_TYPE } from './deliveries.js';

/** What a delivery sends. */
export interface Content {
  readonly webhookId: number;
  readonly created: Date;
  /** Null for a test. */
  readonly eventId: number | null;
  /** Null: a test, or the event is deleted. */
  readonly event: {
    readonly id: number;
    readonly type: string;
    readonly level: number;
    readonly description: string;
    readonly node: string | null;
    readonly username: string | null;
    readonly details: unknown;
  } | null;
  readonly happened: Date | null;
}

/** Replaces what may name the address of a BMC, which is a power parameter. */
const LEFT_OUT = { description: 'The description and the details of this event are in events/ only.', details: null };

/** The body, which is the same in each attempt. It holds no secrets. @returns undefined for a deleted event */
export function createPayload({ eventId, event, happened, created, webhookId }: Content): string | undefined {
  const timestamp = (happened ?? created).toISOString();
  if (eventId === null) return JSON.stringify({ type: TEST_TYPE, timestamp, data: { webhook: webhookId } });
  if (!event) return undefined;
  const { type, level, ...facts } = event;
  const data = { ...facts, ...(namesBmc(type) && LEFT_OUT), level: levelName(level) };
  return JSON.stringify({ type, timestamp, data });
}
