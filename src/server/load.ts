import type { FastifyInstance } from 'fastify';
import { BodyBudget } from '../api/body/body-budget.js';
import type { Settings } from '../settings.js';
import { boundConnections } from './limits/connection-limit.js';
import { boundHeads } from './limits/head-budget.js';
import { cutSlowClients } from './limits/slow-clients.js';
import type { Metrics } from './metrics.js';

/** Bounds what clients may use of this process. Returns the budget for the bodies of their requests. */
export function boundLoad(app: FastifyInstance, settings: Settings, metrics: Metrics): BodyBudget {
  const budget = new BodyBudget({ bodies: settings.maxBodies, bytes: settings.bodyMemory });
  const connections = boundConnections(app, settings.maxConnections, () => metrics.countRefused('connections'));
  boundHeads(app.server, { onRefused: () => metrics.countRefused('heads') });
  cutSlowClients(app.server, settings, () => metrics.countRefused('slow'));
  metrics.watchLoad(() => ({ connections: connections.size, bodies: budget.bodies, bodyBytes: budget.bytes }));
  return budget;
}
