import fc, { type Arbitrary } from 'fast-check';

const { constantFrom, oneof, tuple } = fc;

const NAMES = 'node lshw:node lldp:name product lshw:size size lldp:id setting * lshw:* lldp:chassis'.split(' ');
/** Without preceding and following, in which the xpath library counts a node's own text. */
const AXES = 'descendant ancestor following-sibling preceding-sibling self descendant-or-self'.split(' ');
const ATTRIBUTES = '@id @class @units @disabled @type @*'.split(' ');
const LITERALS = ['"cpu"', "'core'", '"bytes"', '"sw1"', '""', "'memory:0'", '"Ünïcode"'];
const DEPTH = 3;

const literal = constantFrom(...LITERALS);
const attribute = constantFrom(...ATTRIBUTES);
const number = constantFrom('0', '1', '2', '1024', '.5', '-1');
const equality = constantFrom(' = ', ' != ');
const comparison = oneof(equality, constantFrom(' < ', ' <= ', ' > ', ' >= '));

/** Texts of several parts, one after the other. */
function joined(...parts: Arbitrary<string>[]): Arbitrary<string> {
  return tuple(...parts).map((texts) => texts.join(''));
}
const just = (text: string) => fc.constant(text);
const call = (name: string, ...args: Arbitrary<string>[]): Arbitrary<string> =>
  tuple(...args).map((texts) => `${name}(${texts.join(', ')})`);

const step = fc.memo((depth) => {
  const axis = oneof(
    just(''),
    constantFrom(...AXES).map((name) => `${name}::`),
  );
  const test = constantFrom(...NAMES);
  if (depth <= 1) return joined(axis, test);
  const predicate = oneof(
    attribute,
    constantFrom('1', 'last()', 'position() < 3', 'text()', 'node'),
    joined(attribute, comparison, literal),
    condition(depth - 1),
  );
  return oneof(joined(axis, test), joined(axis, test, just('['), predicate, just(']')));
});

const path = fc.memo((depth) =>
  tuple(
    constantFrom('//', '//', './/', '/', '/*/', ''),
    fc.array(step(depth), { minLength: 1, maxLength: 3 }),
    constantFrom('', '', '', '/@id', '/text()', '/..', '/@*'),
  ).map(([start, steps, end]) => `${start}${steps.join('/')}${end}`),
);

const text = fc.memo((depth) =>
  depth <= 1
    ? literal
    : oneof(
        ...['string', 'normalize-space', 'name', 'local-name'].map((name) => call(name, path(depth - 1))),
        call('concat', path(depth - 1), literal),
        call('substring', path(depth - 1), number),
        call('translate', path(depth - 1), just('"abc"'), just('"AB"')),
      ),
);

const value = fc.memo(
  (depth): Arbitrary<string> =>
    depth <= 1
      ? number
      : oneof(
          call('count', path(depth - 1)),
          call('sum', path(depth - 1)),
          call('string-length', text(depth - 1)),
          joined(
            just('('),
            value(depth - 1),
            constantFrom(' + ', ' - ', ' * ', ' div ', ' mod '),
            value(depth - 1),
            just(')'),
          ),
        ),
);

const condition = fc.memo(
  (depth): Arbitrary<string> =>
    depth <= 1
      ? path(1)
      : oneof(
          path(depth),
          joined(value(depth), comparison, value(depth)),
          joined(path(depth), comparison, oneof(literal, number)),
          joined(text(depth), equality, text(depth)),
          call('contains', text(depth), literal),
          call('starts-with', text(depth), literal),
          call('not', condition(depth - 1)),
          joined(just('('), condition(depth - 1), constantFrom(' and ', ' or '), condition(depth - 1), just(')')),
          joined(path(depth), just(' | '), path(depth)),
        ),
);

/** Definitions of tags: XPath 1.0 with the words of `outputs`. */
export const definitions = oneof(condition(DEPTH), value(DEPTH), text(DEPTH), path(DEPTH));

const content = constantFrom('', '2048', '17179869184', 'AMD EPYC', 'sw1', ' 3 ', 'Ünïcode', 'a &lt; b');
const attributes = fc
  .record(
    {
      id: constantFrom('core', 'cpu', 'cpu:0', 'memory', 'memory:0', 'bank:0', 'threads'),
      class: constantFrom('system', 'processor', 'memory', 'volume'),
      units: constantFrom('bytes', 'Hz'),
      disabled: just('true'),
      type: constantFrom('mac', 'ifname'),
    },
    { requiredKeys: [] },
  )
  .map((values) =>
    Object.entries(values)
      .map(([name, value]) => ` ${name}="${value}"`)
      .join(''),
  );

function element(names: readonly string[], depth: number): Arbitrary<string> {
  const inside = depth <= 1 ? content : joined(content, children(names, depth - 1, 4));
  return tuple(constantFrom(...names), attributes, inside).map(
    ([tag, attrs, all]) => `<${tag}${attrs}>${all}</${tag}>`,
  );
}

function children(names: readonly string[], depth: number, maxLength: number): Arbitrary<string> {
  return fc.array(element(names, depth), { maxLength }).map((elements) => elements.join('\n'));
}

const hardware = children(['node', 'node', 'product', 'size', 'setting', 'configuration'], 3, 6);
const neighbours = children(['interface', 'chassis', 'id', 'name'], 3, 4);

/** What lshw and LLDP might print, in little; null for nothing. */
export const outputs = fc.record({
  lshw: fc.option(
    hardware.map((all) => `<?xml version="1.0" standalone="yes" ?>\n<!-- lshw -->\n<list>${all}</list>\n`),
    { freq: 8 },
  ),
  lldp: fc.option(neighbours.map((all) => `<?xml version="1.0" encoding="UTF-8"?>\n<lldp label="all">${all}</lldp>`)),
});
