import { expect, test } from 'vitest';
import { ForeignDhcp } from '../../../src/cluster/run/foreign-dhcp.js';
import { memoryLog } from '../../support/log.js';

test('an interface without a carrier is not reported', async () => {
  const reported: string[] = [];
  const reports = { foreignDhcp: async (name: string) => void reported.push(name) };
  const { log, lines } = memoryLog();
  const foreign = new ForeignDhcp(reports, log, new AbortController().signal);
  await foreign.probe([{ interface: 'absent0', ip: '10.20.0.1' }]);
  expect([reported, lines]).toEqual([[], []]);
});
