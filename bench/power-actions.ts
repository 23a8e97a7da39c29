import { PowerRegion } from './power/run.js';
import { median, quantile, table, takeTurns, verdict } from './support/figures.js';
import { CONNECTIONS } from './support/load.js';
import type { Site } from './support/site.js';

const ACTIONS = 1_000;
const ROUNDS = 3;
const WARM_UP = 1;
/** The least ratio to the actions of the other build, and the longest start. */
const AIM = { least: 3, p99: 50 };
const HEAD = ['actions/s', 'base', 'ratio', 'aim', 'met', 'requests/s', 'start p50 ms', 'start p99 ms', 'aim', 'met'];

interface Figures {
  readonly actions: number;
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
}

/**
 * 1,000 power actions, each by its own request, with a driver that takes 50 ms. Figures are medians of three rounds. With
 * `--base`, they alternate with rounds of the other build.
 */
export async function powerActions(site: Site, base: Site | undefined): Promise<string> {
  await using own = await PowerRegion.start(site, 'power_actions', ACTIONS, true);
  await using other = base && (await PowerRegion.start(base, 'power_actions', ACTIONS, true));
  const ways = [own, ...(other ? [other] : [])].map((region) => () => powerAll(region));
  await takeTurns(WARM_UP, ways);
  const [rounds = [], baseRounds = []] = await takeTurns(ROUNDS, ways);
  const { actions, requests, p50, p99 } = medians(rounds);
  const { actions: baseActions } = medians(baseRounds);
  const compared = other ? [baseActions.toFixed(0), ...verdict(actions / baseActions, AIM)] : ['', '', '', ''];
  const latency = [p50.toFixed(0), p99.toFixed(0), `≤ ${AIM.p99}`, p99 <= AIM.p99 ? 'yes' : 'NO'];
  return table(HEAD, [[actions.toFixed(0), ...compared, requests.toFixed(0), ...latency]]);
}

async function powerAll(region: PowerRegion): Promise<Figures> {
  const nodes = await region.nodes();
  await region.forget();
  const began = performance.timeOrigin + performance.now();
  const answered = await region.powerOn(nodes, CONNECTIONS);
  const requestsMs = Math.max(...answered.values()) - began;
  const ends = await region.ends(nodes);
  const waits = nodes.map((id) => Math.max(0, (ends.get(id)?.began ?? Number.NaN) - (answered.get(id) ?? 0)));
  const totalMs = Math.max(...[...ends.values()].map(({ ended }) => ended)) - began;
  const perSecond = (ms: number) => (ACTIONS / ms) * 1_000;
  return {
    actions: perSecond(totalMs),
    requests: perSecond(requestsMs),
    p50: median(waits),
    p99: quantile(waits, 0.99),
  };
}

function medians(rounds: readonly Figures[]): Figures {
  const of = (figure: keyof Figures) => median(rounds.map((round) => round[figure]));
  return { actions: of('actions'), requests: of('requests'), p50: of('p50'), p99: of('p99') };
}
