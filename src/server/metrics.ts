import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Aggregator, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../db/database.js';
import { readSkippedLeases } from '../model/clusters/skipped-leases.js';
import { DatabaseFigures } from './database-figures.js';

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const QUERIES = [0, 1, 2, 3, 4, 6, 8, 12, 20, 50];

/** What clients use of this process. */
interface Load {
  readonly connections: number;
  readonly bodies: number;
  readonly bodyBytes: number;
}

/**
 * The metrics of this process, for Prometheus. Figures from the database (jobs, power actions) are the same in all
 * processes. Each gauge names how the values of several workers become one (`aggregator`).
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #figures: DatabaseFigures;

  readonly #latency = new Histogram({
    name: 'maas_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['method', 'operation', 'status'],
    buckets: SECONDS,
    registers: [this.#registry],
  });
  readonly #queries = new Histogram({
    name: 'maas_request_queries',
    help: 'SQL statements that a request caused.',
    labelNames: ['operation'],
    buckets: QUERIES,
    registers: [this.#registry],
  });
  readonly #pool = this.#gauge(
    'maas_pool_connections',
    'Connections to PostgreSQL, and requests that wait for one.',
    ['state'],
    'sum',
  );
  readonly #up = this.#gauge(
    'maas_database_up',
    'Whether PostgreSQL has answered, asked every few seconds.',
    [],
    'min',
  );
  readonly #jobs = this.#gauge(
    'maas_jobs',
    'Jobs in the queue; failed ones are not tried again.',
    ['task', 'state'],
    'max',
  );
  readonly #power = this.#gauge('maas_power_actions', 'Power actions on record.', ['type', 'change', 'outcome'], 'max');

  readonly #load = this.#gauge('maas_load', 'Connections, request bodies and their bytes in memory.', ['of'], 'sum');
  readonly #refused = new Counter({
    name: 'maas_refused_total',
    help: 'Connections that were refused or cut off: too many, too large heads, too slow.',
    labelNames: ['reason'],
    registers: [this.#registry],
  });
  #readLoad: () => Load = () => ({ connections: 0, bodies: 0, bodyBytes: 0 });

  readonly #skippedLeases = new Counter({
    name: 'maas_leases_skipped_total',
    help: 'Entries of lease reports that were skipped: not an IP and a MAC address.',
    registers: [this.#registry],
  });

  constructor(private readonly database: Database) {
    this.#figures = new DatabaseFigures(database);
    collectDefaultMetrics({ register: this.#registry });
  }

  observe(
    { method, operation: found, meter }: FastifyRequest,
    { statusCode: status, elapsedTime }: FastifyReply,
  ): void {
    const operation = found || 'none';
    this.#latency.observe({ method, operation, status }, elapsedTime / 1_000);
    this.#queries.observe({ operation }, meter.queries);
  }

  countRefused(reason: 'connections' | 'heads' | 'slow'): void {
    this.#refused.inc({ reason });
  }

  /** Lets scrapes read the load of this process. */
  watchLoad(read: () => Load): void {
    this.#readLoad = read;
  }

  /** All metrics in the text format of Prometheus. While the database is down, its figures are left out. */
  async text(): Promise<string> {
    await this.#update();
    return this.#registry.metrics();
  }

  /** All metrics as prom-client's JSON, for a sum over several processes. */
  async snapshot(): Promise<object[]> {
    await this.#update();
    return this.#registry.getMetricsAsJSON();
  }

  async #update(): Promise<void> {
    this.#skippedLeases.reset();
    this.#skippedLeases.inc(readSkippedLeases());
    const figures = await this.#figures.read();
    this.#up.set(figures ? 1 : 0);
    this.#jobs.reset();
    this.#power.reset();
    for (const { task, state, count } of figures?.jobs ?? []) this.#jobs.set({ task, state }, count);
    for (const { type, change, outcome, count } of figures?.power ?? []) {
      this.#power.set({ type, change, outcome }, count);
    }
    const { totalCount, idleCount, waitingCount } = this.database.pool;
    for (const [of, count] of Object.entries(this.#readLoad())) this.#load.set({ of }, count);
    this.#pool.set({ state: 'total' }, totalCount);
    this.#pool.set({ state: 'idle' }, idleCount);
    this.#pool.set({ state: 'waiting' }, waitingCount);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    aggregator: Aggregator,
  ): Gauge<Label> {
    return new Gauge({ name, help, labelNames, aggregator, registers: [this.#registry] });
  }
}

/** Observes all requests of an application. */
export function measureRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    // The life of a live stream is no latency.
    if (!String(reply.raw.getHeader('content-type')).startsWith('text/event-stream')) metrics.observe(request, reply);
    done();
  });
}

/** `/metrics` @param read reads the text to serve */
export function serveMetrics(scope: FastifyInstance, { contentType }: Metrics, read: () => Promise<string>): void {
  scope.get('/metrics', async (_request, reply) => reply.type(contentType).send(await read()));
}
