import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Links } from '../../../src/api/operation/links.js';
import {
  encodeJson,
  encodeMembers,
  indentedJson,
  JsonMember,
  jsonString,
  singleLineJson,
} from '../../../src/api/reply/json-layout.js';
import type { NodeRow } from '../../../src/model/nodes/view.js';
import { nodeJson } from '../../../src/resources/nodes/node-json.js';

/** Strings with all that JSON escapes, and with what looks like its layout. */
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(',\n', '[\n    ', '": "', '\ud800', '", \n'));
const json = fc.jsonValue({ stringUnit: 'binary' });

describe('indented JSON', () => {
  test('has one member per line, and a comma and a blank at the ends of lines', () => {
    expect(indentedJson({ a: [1, { b: 'x, \n' }], c: {}, d: [], e: null })).toBe(
      [
        '{',
        '    "a": [',
        '        1, ',
        '        {',
        '            "b": "x, \\n"',
        '        }',
        '    ], ',
        '    "c": {}, ',
        '    "d": [], ',
        '    "e": null',
        '}',
      ].join('\n'),
    );
  });

  test('keeps characters outside of ASCII', () => {
    expect(indentedJson('ü')).toBe('"ü"');
  });

  test('parses to its value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(indentedJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('JSON on one line', () => {
  test('has a blank after each colon and comma', () => {
    expect(singleLineJson({ a: [1, {}], b: { c: [] } })).toBe('{"a": [1, {}], "b": {"c": []}}');
  });

  test('has no line break and parses to its value', () => {
    fc.assert(
      fc.property(json, (value) => {
        const line = singleLineJson(value);
        expect(line).not.toContain('\n');
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

test('jsonString escapes as JSON.stringify', () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(jsonString(one)).toBe(JSON.stringify(one));
    }),
  );
});

test('encodeMembers in pages has the layout of the indented list', () => {
  fc.assert(
    fc.property(fc.array(json, { minLength: 1 }), fc.array(json, { minLength: 1 }), (first, second) => {
      const bytes = Buffer.concat([encodeMembers(first, true), encodeMembers(second, false)]);
      expect(`[${bytes}\n]`).toBe(indentedJson([...first, ...second]));
    }),
  );
});

const row = fc.record<NodeRow>({
  id: fc.nat(),
  system_id: fc.constantFrom('node-1', 'node-2'),
  hostname: text,
  owner: fc.option(text),
  macs: fc.array(fc.constantFrom('aa:bb:cc:dd:ee:ff', '00:00:00:00:00:00'), { maxLength: 3 }),
  architecture: text,
  cpu_count: fc.nat(),
  memory: fc.nat(),
  storage: fc.nat(),
  status: fc.nat(9),
  substatus: fc.nat(15),
  netboot: fc.boolean(),
  power_type: text,
  tag_names: fc.array(text, { maxLength: 3 }),
  ip_addresses: fc.array(fc.ipV4(), { maxLength: 3 }),
  routers: fc.option(fc.array(text, { maxLength: 3 })),
  zone_name: fc.constantFrom('default', 'rack 1'),
  zone_description: text,
  power_state: fc.constantFrom('on', 'off', 'unknown', 'error'),
  distro_series: fc.constantFrom('', 'trusty'),
});

describe('the JSON of a node', () => {
  const links = new Links('http://127.0.0.1', '/MAAS');

  test('has the layout of its value when it is alone, in a list and within an object', () => {
    fc.assert(
      fc.property(row, (node) => {
        const member = nodeJson(node, links);
        const value: unknown = JSON.parse(member.text);
        expect(indentedJson(member)).toBe(indentedJson(value));
        expect(String(encodeJson([member, member]))).toBe(indentedJson([value, value]));
        expect(indentedJson({ node: member })).toBe(indentedJson({ node: value }));
      }),
    );
  });

  test('has every field of the node', () => {
    fc.assert(
      fc.property(row, (node) => {
        const { id: _, macs, zone_name: name, zone_description: description, ...fields } = node;
        const shown = {
          ...fields,
          zone: { name, description },
          macaddress_set: macs.map((mac) => ({ mac_address: mac })),
        };
        expect(nodeJson(node, links).toJSON()).toMatchObject(shown);
      }),
    );
  });

  test('in a list of 100 is encoded in chunks with the same layout', () => {
    const members = Array.from({ length: 100 }, () => new JsonMember(JSON.stringify('x'.repeat(1_000))));
    expect(String(encodeJson(members))).toBe(indentedJson(members.map((member) => member.toJSON())));
  });
});
