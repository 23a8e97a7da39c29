import { setTimeout as wait } from 'node:timers/promises';
import { median, verdict } from '../support/figures.js';
import type { Region } from '../support/region.js';
import type { Meter } from './meter.js';

/** The part of a run before the first third, in which code is compiled and caches are filled. */
const WARM_UP = 0.1;
/** The greatest ratio of the last third to the first one. */
const MOST = 1.1;
const SAMPLE_MS = 1_000;

/** The resident memory of region processes, sampled every second. */
export class MemoryWatch {
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];

  constructor(private readonly regions: readonly Region[]) {}

  async watch(until: number): Promise<void> {
    while (performance.now() < until) {
      const bytes = await Promise.all(this.regions.map((region) => region.rss()));
      this.#samples.push({ at: performance.now(), bytes: bytes.reduce((sum, one) => sum + one, 0) });
      await wait(SAMPLE_MS);
    }
  }

  /** The median memory of all processes together between two times, in MB. */
  megabytes(from: number, to: number): number {
    return median(this.#samples.filter(({ at }) => at >= from && at < to).map(({ bytes }) => bytes)) / 1e6;
  }
}

export interface Measured {
  readonly meter: Meter;
  readonly memory: MemoryWatch;
  /** The names of the kinds of work */
  readonly works: readonly string[];
}

export interface Growth {
  /** The cells of a table: name, first third, last third, ratio, aim, met */
  readonly rows: readonly string[][];
  /** A sentence for each figure that has grown too much */
  readonly grown: readonly string[];
}

/** Compares the last third of a run with the first one after the warm-up. The single kinds of work are only shown. */
export function compareThirds(began: number, end: number, { meter, memory, works }: Measured): Growth {
  const start = began + (end - began) * WARM_UP;
  const third = (end - start) / 3;
  const compare = (name: string, figure: (from: number, to: number) => number) => {
    const [early, late] = [figure(start, start + third), figure(end - third, end)];
    return { name, early, late, ratio: late / early, cells: [name, early.toFixed(1), late.toFixed(1)] };
  };
  const judged = [
    compare('latency p50 ms', (from, to) => meter.latency(from, to)),
    compare('memory MB', (from, to) => memory.megabytes(from, to)),
  ];
  const shown = works.map((work) => compare(`${work} p50 ms`, (from, to) => meter.latency(from, to, work)));
  return {
    rows: [
      ...judged.map(({ cells, ratio }) => [...cells, ...verdict(ratio, { most: MOST })]),
      ...shown.map(({ cells, ratio }) => [...cells, ratio.toFixed(2), '', '']),
    ],
    grown: judged
      .filter(({ ratio }) => !(ratio <= MOST))
      .map(({ name, early, late }) => `${name}: ${early.toFixed(1)} became ${late.toFixed(1)}`),
  };
}
