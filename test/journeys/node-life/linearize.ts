import type { Observed } from './call.js';
import { isLive, type State } from './state.js';

const UNAUTHORIZED = 401;

/** A state, with the calls that have been authenticated and those that have taken effect. */
interface Point {
  readonly state: State;
  readonly authenticated: readonly number[];
  readonly done: readonly number[];
}

/**
 * Finds all states after calls that ran at the same time. Each call authenticates at one moment and takes effect at a
 * later one. An order of these moments counts when the model gives every call of it the answer that the call had.
 * @returns no state when no order explains all answers
 */
export function linearize(states: readonly State[], calls: readonly Observed[]): State[] {
  let points: Point[] = states.map((state) => ({ state, authenticated: [], done: [] }));
  const ends = new Map<string, State>();
  while (points.length > 0) {
    for (const { state, done } of points) if (done.length === calls.length) ends.set(JSON.stringify(state), state);
    points = distinct(points.flatMap((point) => calls.flatMap((call, index) => advance(point, call, index))));
  }
  return [...ends.values()];
}

/** Lets a call authenticate, or take effect when it is authenticated. */
function advance({ state, authenticated, done }: Point, call: Observed, index: number): Point[] {
  if (done.includes(index)) return [];
  if (authenticated.includes(index)) {
    const expected = call.expect(state);
    return matches(call, expected) ? [{ state: expected.state, authenticated, done: add(done, index) }] : [];
  }
  const passes = call.key === null || isLive(state, call.key);
  if (passes !== (call.status !== UNAUTHORIZED)) return [];
  return [{ state, authenticated: add(authenticated, index), done: passes ? done : add(done, index) }];
}

function matches(call: Observed, expected: ReturnType<Observed['expect']>): boolean {
  if (call.status !== expected.status) return false;
  return expected.view === undefined || JSON.stringify(call.view) === JSON.stringify(expected.view);
}

const add = (list: readonly number[], index: number): number[] => [...list, index].sort((one, other) => one - other);

function distinct(points: readonly Point[]): Point[] {
  return [...new Map(points.map((point) => [JSON.stringify(point), point])).values()];
}
