import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useRegion } from '../support/region.js';
import { anyCall } from './node-life/calls/any-call.js';
import { list, listAllocated } from './node-life/calls/nodes.js';
import { type Model, Round } from './node-life/round.js';
import { Run, USERS } from './node-life/run.js';

/** The calls of all runs together. */
const CALLS = 10_000;
/** Runs between two looks at the number of calls. */
const RUNS = 20;
const ROUNDS = 60;
/** The most calls that are sent at the same time. */
const PARALLEL = 4;
/** Bounds the search for the shortest sequence of calls that fails. */
const LIMITS = { interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true };
/** MODEL_SEED repeats the runs of a failure, whose message names its seed. */
const SEED = Number(process.env.MODEL_SEED ?? randomInt(2 ** 31));

const region = useRegion({ env: { ENLIST_LIMIT: '0', AUTH_FAILURE_LIMIT: '0' } });

const rounds = fc.commands(
  [fc.array(anyCall, { minLength: 1, maxLength: PARALLEL, size: 'max' }).map((calls) => new Round(calls))],
  { maxCommands: ROUNDS, size: 'max' },
);
/** What each user sees at the end. */
const ending = USERS.flatMap((user) => [list, listAllocated].map((see) => new Round([see({ user, key: 0 })])));

test('the life of nodes by parallel calls of several users and machines is explained by a model', async () => {
  let [calls, successes] = [0, 0];
  const property = fc.asyncProperty(rounds, async (commands) => {
    const { run, state } = await Run.start(region);
    const model: Model = { states: [state] };
    await fc.asyncModelRun(() => ({ model, real: run }), commands);
    for (const round of ending) await round.run(model, run);
    calls += run.calls;
    successes += run.successes;
  });
  for (let seed = SEED; calls < CALLS; seed += 1) await fc.assert(property, { ...LIMITS, seed, numRuns: RUNS });
  expect(successes / calls).toBeGreaterThan(0.4);
}, 600_000);
