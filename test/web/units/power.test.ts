import { expect, test } from 'vitest';
import { powerFields } from '../../../web/src/pages/nodes/power.js';

const TYPES = [
  { name: 'wake', fields: [{ name: 'mac' }] },
  { name: 'bmc', fields: [{ name: 'address' }, { name: 'password' }] },
];

test('a request has the parameters of the chosen type only, without empty ones', () => {
  const parameters = { address: '10.0.0.1', password: '', mac: 'x' };
  expect(powerFields({ type: 'bmc', parameters }, TYPES)).toEqual({
    power_type: 'bmc',
    power_parameters_address: '10.0.0.1',
  });
  expect(powerFields({ type: '', parameters }, TYPES)).toEqual({ power_type: '' });
});

test('a request empties the only parameter that was stored', () => {
  const emptied = powerFields({ type: 'wake', parameters: { mac: '' } }, TYPES, { mac: 'x' });
  expect(emptied).toEqual({ power_type: 'wake', power_parameters_mac: '' });
});
