import { expect, test } from 'vitest';
import { purgeFileContents } from '../../../src/model/files/file-content.js';
import { makeFile } from '../../support/factories/files.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('purgeFileContents deletes contents that were unused for hours, and no others', async () => {
  const { prisma, pool } = region.database;
  for (const name of ['stays', 'replaced', 'replaced', 'deleted']) await makeFile(region, 'user', name);
  (await region.delete('user', 'files/deleted/')).ok();
  const stranger = await prisma.user.create({ data: { username: 'gone', email: 'g@example.com', password: '' } });
  const content = await prisma.fileContent.create({ data: { unusedSince: null } });
  await prisma.file.create({ data: { filename: 'x', ownerId: stranger.id, size: 0, contentId: content.id } });
  await prisma.user.delete({ where: { id: stranger.id } });
  const unused = await prisma.fileContent.count({ where: { unusedSince: { not: null } } });
  expect(unused).toBeGreaterThanOrEqual(3);
  expect(await purgeFileContents(region.database)).toBe(0);
  await pool.query(`UPDATE file_contents SET unused_since = unused_since - interval '7 hours'`);
  expect(await purgeFileContents(region.database)).toBe(unused);
  expect(await prisma.fileContent.count()).toBe(2);
  expect((await region.get(null, 'files/', { op: 'get', filename: 'replaced' })).text).toBe('data');
});
