import { expect, test } from 'vitest';
import { describePowerTypes, POWER_TYPES } from '../../src/power/registry.js';
import { isPowerType } from '../../src/power/validate-parameters.js';

const NINE = ['ether_wake', 'virsh', 'fence_cdu', 'ipmi', 'moonshot', 'sm15k', 'amt', 'dli', 'ucsm'];

test('registry lists the nine power types in the order of the API, and two more after them', () => {
  const names = [...NINE, 'redfish', 'webhook'];
  expect(POWER_TYPES.map(({ name }) => name)).toEqual(names);
  expect(describePowerTypes(true).map(({ name }) => name)).toEqual(names);
  expect(describePowerTypes(false).map(({ name }) => name)).toEqual(NINE);
  expect(names.every(isPowerType)).toBe(true);
  expect(['', 'telekinesis', 'constructor', '__proto__'].some(isPowerType)).toBe(false);
});

test('description of power types has choices for choice fields only, and requires nothing', () => {
  const fields = describePowerTypes(true).flatMap((type) => type.fields);
  expect(fields.every((field) => (field.field_type === 'choice') === field.choices.length > 0)).toBe(true);
  expect(fields.every((field) => !field.required)).toBe(true);
  expect(fields.filter((field) => field.default !== '').map((field) => [field.name, field.default])).toEqual([
    ['power_driver', 'LAN_2_0'],
    ['power_control', 'ipmi'],
    ['power_on_regex', 'status.*\\:.*running'],
    ['power_off_regex', 'status.*\\:.*stopped'],
    ['power_verify_ssl', 'y'],
  ]);
});
