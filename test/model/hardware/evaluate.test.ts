import { describe, expect, test } from 'vitest';
import { evaluateDefinitions } from '../../../src/model/hardware/evaluate.js';

/** Which of the definitions match one document, and what failed. */
async function judged(definitions: readonly string[], lshw: string | Buffer | null, lldp: string | null = null) {
  const document = { lshw: lshw === null ? null : Buffer.from(lshw), lldp: lldp === null ? null : Buffer.from(lldp) };
  const { matches, failures } = await evaluateDefinitions([document], definitions);
  return {
    matching: definitions.filter((_, column) => matches(0, column)),
    reasons: failures.map(({ reason }) => reason),
  };
}
const matching = async (...args: Parameters<typeof judged>) => (await judged(...args)).matching;

describe('the document', () => {
  test('its root is lshw’s own, and has both outputs again in their namespaces, lldp first', async () => {
    const definitions = [
      '/foo',
      '/foo/bar',
      '//lldp:bar',
      '//lshw:foo/lshw:bar',
      'count(/foo/*) = 3',
      'name(/foo/*[2]) = "lldp:lldp" and name(/foo/*[3]) = "lshw:foo"',
      '/list',
      '//foo/foo',
    ];
    expect(await matching(definitions, '<foo><bar/></foo>', '<lldp><bar/></lldp>')).toEqual(definitions.slice(0, 6));
  });

  test.each([
    ['nothing', null],
    ['an empty text', ''],
    ['blanks', ' \n'],
    ['an unclosed element', '<foo>'],
    ['two roots', '<foo/><foo/>'],
    ['text after the root', '<foo></foo>x'],
    ['text before the root', 'x<foo></foo>'],
    ['an undeclared prefix', '<foo><a:b/></foo>'],
    ['a bad character', '<foo>\u0001</foo>'],
    ['bytes of no encoding', Buffer.from([60, 255, 254, 62])],
    ['a document type', '<!DOCTYPE foo [<!ELEMENT foo ANY>]><foo></foo>'],
    ['a document type behind a comment', '<!-- <a> --><!DOCTYPE foo><foo></foo>'],
    ['a document type in UTF-16', Buffer.from('\ufeff<!DOCTYPE foo [<!ENTITY a "b">]><foo>&a;</foo>', 'utf16le')],
  ])('with %s for lshw its root is list, and LLDP is there', async (_what, lshw) => {
    expect(await matching(['/list', '/list//lldp:x', '//foo', '//lshw:*'], lshw, '<lldp><x/></lldp>')).toEqual([
      '/list',
      '/list//lldp:x',
    ]);
  });

  test('white space around an output does not matter, nor do comments', async () => {
    const declared =
      '\n\n<?xml version="1.0" encoding="UTF-8"?>\n<!-- a </b> -->\n<foo>é<!-- <no> --></foo>\n<!-- c -->\n';
    const definitions = ['/foo = "é"', '//lshw:foo', '//lldp:foo', 'not(//no)'];
    expect(await matching(definitions, declared, declared)).toEqual(['//lshw:foo', '//lldp:foo', 'not(//no)']);
    expect(await matching(['/lshw:foo', '/foo/lshw:foo = "é"'], declared)).toEqual(['/foo/lshw:foo = "é"']);
  });

  test('other encodings are read as they say', async () => {
    const latin1 = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><foo>é</foo>', 'latin1');
    expect(await matching(['/foo/lshw:foo = "é"'], latin1)).toHaveLength(1);
    expect(await matching(['/foo/lshw:foo = "é"'], Buffer.from('\ufeff<foo>é</foo>', 'utf16le'))).toHaveLength(1);
    expect(await matching(['/foo/lshw:foo = "é"'], '\ufeff<foo>é</foo>')).toHaveLength(1);
  });

  test('elements that have a namespace keep it', async () => {
    const lshw = '<foo xmlns:p="urn:p"><p:a/><b xmlns="urn:q"><c/></b><d/></foo>';
    const definitions = ['//lshw:d', 'count(//lshw:*) = 2', 'count(//*[local-name() = "c"]) = 2', '//lshw:c', '//d'];
    expect(await matching(definitions, lshw)).toEqual([
      '//lshw:d',
      'count(//lshw:*) = 2',
      'count(//*[local-name() = "c"]) = 2',
      '//d',
    ]);
  });

  test('CDATA, comments and instructions that look like tags stay what they are', async () => {
    const lshw = '<foo><![CDATA[<bar>]]><!-- <bar> --><?pi <bar> ?><baz/></foo>';
    const definitions = ['contains(/foo, "<bar>")', '//lshw:baz', 'count(//*) = 4', 'count(//comment()) = 2'];
    expect(await matching(definitions, lshw)).toEqual(definitions);
  });
});

describe('a definition', () => {
  test('matches by its boolean value: nodes, true, a number but 0, a text but ""', async () => {
    const yes = ['//a', 'true()', '1', '-.5', '"x"', 'string(//a)', 'count(//a)', 'b', '..'];
    const no = ['//c', 'false()', '0', 'count(//c)', '""', 'string(//c)', 'number("x")', 'a'];
    expect(await matching([...yes, ...no], '<a>1<b/></a>')).toEqual(yes);
  });

  test('that fails matches nothing, has a reason, and keeps none of the others from matching', async () => {
    const { matching: found, reasons } = await judged(['//nge:bar', '//a', 'no()', '$no', 'count(1)', '//a['], '<a/>');
    expect(found).toEqual(['//a']);
    expect(reasons.map((reason) => /nge|function|variable|type|compile/i.exec(reason)?.[0])).toEqual([
      'nge',
      'function',
      'variable',
      'type',
      'compile',
    ]);
  });
});

describe('what is hostile', () => {
  const wide = `<list>${'<node id="x"><size>1</size></node>'.repeat(30_000)}</list>`;

  test('a definition that takes for ever is cut off; after three times it is passed over for a while', async () => {
    const definitions = ['//node', '//node[count(preceding::node) > 100000000]', '/list'];
    for (let time = 0; time < 3; time += 1) {
      const { matching: found, reasons } = await judged(definitions, wide);
      expect([found, reasons]).toEqual([['//node', '/list'], ['it took too long or too much memory']]);
    }
    const start = performance.now();
    const { matching: found, reasons } = await judged(definitions, wide);
    expect([found, reasons]).toEqual([['//node', '/list'], [expect.stringContaining('skipped')]]);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('a definition that breaks the engine costs a thread, not the other definitions', async () => {
    const deep = `${'not('.repeat(3_000)}1${')'.repeat(3_000)}`;
    expect(await matching(['//a', deep, '/a'], '<a/>')).toEqual(['//a', '/a']);
  });

  test('a definition that wants gigabytes is refused them', async () => {
    const greedy = `string-length(concat(${Array(2_000).fill('string(/)').join(', ')})) > 0`;
    const text = `<a>${'x'.repeat(2_000_000)}</a>`;
    const before = process.memoryUsage().rss;
    expect(await matching(['//x', greedy, '/a'], text)).toEqual(['/a']);
    expect(process.memoryUsage().rss - before).toBeLessThan(1_500_000_000);
  });

  test('the evaluation of 20 MB, of a million levels and of entity bombs ends', async () => {
    const bomb = `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${[...'bcdefghij']
      .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`)
      .join('')}]><a>&j;</a>`;
    const documents = [
      `<list>${'<node id="x"><size>1</size></node>'.repeat(600_000)}</list>`,
      '<a>'.repeat(1_000_000) + '</a>'.repeat(1_000_000),
      bomb,
      Buffer.from(`\ufeff${bomb}`, 'utf16le'),
      `<a ${Array.from({ length: 100_000 }, (_, index) => `a${index}=""`).join(' ')}/>`,
      '<a/>',
    ];
    const { matches } = await evaluateDefinitions(
      documents.map((text) => ({ lshw: Buffer.from(text), lldp: null })),
      ['/a', '/list | /a', '//b'],
    );
    expect([matches(5, 0), matches(5, 1), matches(5, 2)]).toEqual([true, true, false]);
    for (const row of [1, 2, 3]) expect([matches(row, 0), matches(row, 2)]).toEqual([false, false]);
  });

  test.each(['<!-- ', '<?p ', '<![CDATA[ ', '<!'])(
    'four hundred thousand of %j that are never closed are no work',
    async (opening) => {
      const { matching: found, reasons } = await judged(['/list', '//a'], `<a>${opening.repeat(400_000)}</a>`);
      expect(found).toEqual(['/list']);
      expect(reasons).toEqual([expect.not.stringContaining('too long')]);
    },
  );

  test('meanwhile the event loop goes on', async () => {
    let [last, stall] = [performance.now(), 0];
    const ticks = setInterval(() => {
      stall = Math.max(stall, performance.now() - last);
      last = performance.now();
    }, 5);
    await judged(['//node[count(preceding::node) > 200000000]', '//size[. > 2]'], wide);
    clearInterval(ticks);
    expect(stall).toBeLessThan(1_000);
  });
});
