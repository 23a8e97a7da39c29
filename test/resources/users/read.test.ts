import { expect, test } from 'vitest';
import { z } from 'zod';
import { useRegion } from '../../support/region.js';
import { User } from '../../support/shapes.js';

const region = useRegion();

test('read of the users has all by name, also the accounts of workers and nodes', async () => {
  const names = (await region.get('user', 'users/')).as(z.array(User)).map(({ username }) => username);
  expect(names).toEqual(['admin', 'admin2', 'maas-init-node', 'maas-nodegroup-worker', 'user', 'user2']);
});
