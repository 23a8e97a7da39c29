import { expect, test } from 'vitest';
import { evaluateDefinitions } from '../../../src/model/hardware/evaluate.js';
import { ThreadPool } from '../../../src/model/hardware/thread-pool.js';

test('an evaluation that waits for a thread ends when its signal aborts', async () => {
  const pool = new ThreadPool(1);
  const documents = [{ lshw: Buffer.from(`<list>${'<node/>'.repeat(30_000)}</list>`), lldp: null }];
  const busy = evaluateDefinitions(documents, ['//node[count(preceding::node) > 300000000]'], pool);
  const waiting = evaluateDefinitions(documents, ['//node'], pool, AbortSignal.timeout(200));
  expect(await Promise.race([busy.then(() => 'busy'), waiting.then(({ examined }) => examined)])).toBe(0);
  expect((await busy).examined).toBe(1);
});
