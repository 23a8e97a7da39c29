import { expect, test } from 'vitest';
import { listUsableArchitectures } from '../../../src/model/images/usable-architectures.js';
import { image, reportImages } from '../../support/factories/images.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('usableArchitectures returns the architectures with images for commissioning and installation', async () => {
  await reportImages(region, [image({ purpose: 'commissioning' }), image(), image({ architecture: 'i386' })]);
  expect(await listUsableArchitectures(region.database)).toEqual(['amd64/generic']);
});

test('usableArchitectures omits names that are not valid for a node', async () => {
  const subarchitecture = 'x'.repeat(30);
  await reportImages(region, [image({ subarchitecture, purpose: 'commissioning' }), image({ subarchitecture })]);
  expect(await listUsableArchitectures(region.database)).toEqual([]);
});
