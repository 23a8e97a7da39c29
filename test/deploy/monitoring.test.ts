import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { useRegion } from '../support/region.js';
import { needsTools } from '../support/tools.js';

const DEPLOY = path.resolve(import.meta.dirname, '../../deploy');
const RULES = path.join(DEPLOY, 'prometheus/maas-region.rules.yml');
const read = (file: string): string => readFileSync(path.join(DEPLOY, file), 'utf8');

const Rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
});
const Tests = z.object({
  tests: z.array(z.object({ alert_rule_test: z.array(z.looseObject({ alertname: z.string() })) })),
});
const Dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).nonempty() })),
});

const alerts = Rules.parse(parse(read('prometheus/maas-region.rules.yml'))).groups.flatMap(({ rules }) => rules);
const { panels } = Dashboard.parse(JSON.parse(read('grafana/maas-region.json')));
const region = useRegion();

/** The names of metrics in an expression. Prometheus itself makes `up`. */
const metricsIn = (expr: string): string[] => expr.match(/\b(?:maas|nodejs|process)_\w+/g) ?? [];

/** The names of all samples that the region can serve, also of those without a value now. */
async function served(): Promise<Set<string>> {
  await region.get('user', 'version/');
  const { text } = await region.get(null, '/MAAS/metrics');
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => `${name}${part}`) : [name],
    ),
  );
}

test.each([
  ['alerts', alerts.map(({ expr }) => expr)],
  ['panels of the dashboard', panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))],
])('the %s use only metrics that the region serves', async (_what, expressions) => {
  const used = new Set(expressions.flatMap(metricsIn));
  const known = await served();
  expect(used.size).toBeGreaterThan(4);
  expect([...used].filter((name) => !known.has(name))).toEqual([]);
});

needsTools('promtool')('promtool accepts the alerts, and their tests pass', () => {
  const options = { cwd: path.dirname(RULES), encoding: 'utf8' } as const;
  expect(execFileSync('promtool', ['check', 'rules', RULES], options)).toContain(
    `SUCCESS: ${alerts.length} rules found`,
  );
  expect(execFileSync('promtool', ['test', 'rules', 'maas-region.test.yml'], options)).toContain('SUCCESS');
});

test('each alert has a test in which it fires', () => {
  const { tests } = Tests.parse(parse(read('prometheus/maas-region.test.yml')));
  const fired = tests.flatMap(({ alert_rule_test: cases }) => cases.filter((one) => 'exp_alerts' in one));
  expect(tests.length).toBeGreaterThan(1);
  expect(fired.map(({ alertname }) => alertname).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
});
