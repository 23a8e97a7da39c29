import { expect, test } from 'vitest';
import { describePowerTypes, POWER_TYPES } from '../../src/power/registry.js';
import { isPowerType } from '../../src/power/validate-parameters.js';

test('registry lists the nine power types in the order of the API', () => {
  const names = ['ether_wake', 'virsh', 'fence_cdu', 'ipmi', 'moonshot', 'sm15k', 'amt', 'dli', 'ucsm'];
  expect(POWER_TYPES.map(({ name }) => name)).toEqual(names);
  expect(names.every(isPowerType)).toBe(true);
  expect(['', 'telekinesis', 'constructor', '__proto__'].some(isPowerType)).toBe(false);
});

test('description of power types has choices for choice fields only, and requires nothing', () => {
  const fields = describePowerTypes().flatMap((type) => type.fields);
  expect(fields.every((field) => (field.field_type === 'choice') === field.choices.length > 0)).toBe(true);
  expect(fields.every((field) => !field.required)).toBe(true);
  expect(fields.filter((field) => field.default !== '').map((field) => [field.name, field.default])).toEqual([
    ['power_driver', 'LAN_2_0'],
    ['power_control', 'ipmi'],
  ]);
});
