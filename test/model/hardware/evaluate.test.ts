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
  test('has the root of lshw, with the LLDP and lshw outputs in their namespaces as last children', async () => {
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
    ...['count(//*) = 4', 'count(//node()) = 6', 'count(//text()) = 2', 'count(//@x) = 2', 'count(// @x) = 2'],
    ...['/foo = "éé"', '/ = "éé"', '. = "éé"', 'string() = "éé"', '//bar/.. = "éé"', '/foo/lshw:foo'],
    ...['//bar/following::*', 'id("x") or //foo[string-length() = 2]'],
  ])('with %s as the only definition has the copies, too', async (definition) => {
    expect(await matching([definition], '<foo x="1"><bar>é</bar></foo>')).toEqual([definition]);
  });

  test.each([
    ['nothing', null],
    ['an empty text', ''],
    ['blanks', ' \n'],
    ['bytes of no encoding', Buffer.from([60, 255, 254, 62])],
    ['a document type', '<!DOCTYPE foo [<!ELEMENT foo ANY>]><foo></foo>'],
    ['a document type behind a comment', '<!-- <a> --><!DOCTYPE foo><foo></foo>'],
    ['a document type in UTF-16', Buffer.from('\ufeff<!DOCTYPE foo [<!ENTITY a "b">]><foo>&a;</foo>', 'utf16le')],
  ])('with %s as lshw output has the root list with the LLDP output', async (_what, lshw) => {
    expect(await matching(['/list', '/list//lldp:x', '//foo', '//lshw:*'], lshw, '<lldp><x/></lldp>')).toEqual([
      '/list',
      '/list//lldp:x',
    ]);
  });

  test.each([
    ['an unclosed element', '<foo><bar>1</bar>'],
    ['a cut-off number', '<foo><bar>1</bar><baz>2'],
    ['a cut-off tag', '<foo><bar>1</bar><bar x="2'],
    ['two roots', '<foo><bar>1</bar></foo><foo/>'],
    ['text around the root', 'WARNING: x\n<?xml version="1.0"?><foo><bar>1</bar></foo>x'],
    ['an undeclared prefix', '<foo><a:bar>1</a:bar></foo>'],
    ['bad characters', '<foo>\u0001<bar>\u00001\uffff</bar></foo>'],
    ['references to bad characters', '<foo x="&#x1;">&#0;<bar>1&#xFFFF;</bar></foo>'],
    ['bytes that are not UTF-8', Buffer.from('<foo>\xff\xc3<bar>1</bar></foo>', 'latin1')],
    ['unknown entities', '<foo>&bar; & &amp;<bar>1</bar></foo>'],
    ['ends that do not match', '<foo></x><a><b></a></b><bar>1</bar></a></foo></foo>'],
    ['bad attributes', '<foo><bar x=1 y="2" y="3">1</bar></foo>'],
  ])('with %s in the lshw output is repaired', async (_what, lshw) => {
    const definitions = ['/foo', 'count(//bar) = 1 and //bar = 1', '//lshw:bar = 1', '//lldp:x'];
    expect(await matching(definitions, lshw, '<lldp><x/>')).toEqual(definitions);
  });

  test('is the same with white space and comments around an output', async () => {
    const declared =
      '\n\n<?xml version="1.0" encoding="UTF-8"?>\n<!-- a </b> -->\n<foo>é<!-- <no> --></foo>\n<!-- c -->\n';
    const definitions = ['/foo = "é"', '//lshw:foo', '//lldp:foo', 'not(//no)'];
    expect(await matching(definitions, declared, declared)).toEqual(['//lshw:foo', '//lldp:foo', 'not(//no)']);
    expect(await matching(['/lshw:foo', '/foo/lshw:foo = "é"'], declared)).toEqual(['/foo/lshw:foo = "é"']);
  });

  test('is read in the encoding that the output declares', async () => {
    const latin1 = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><foo>é</foo>', 'latin1');
    expect(await matching(['/foo/lshw:foo = "é"'], latin1)).toHaveLength(1);
    expect(await matching(['/foo/lshw:foo = "é"'], Buffer.from('\ufeff<foo>é</foo>', 'utf16le'))).toHaveLength(1);
    expect(await matching(['/foo/lshw:foo = "é"'], '\ufeff<foo>é</foo>')).toHaveLength(1);
  });

  test('keeps the namespaces of elements', async () => {
    const lshw = '<foo xmlns:p="urn:p"><p:a/><b xmlns="urn:q"><c/></b><d/></foo>';
    const definitions = ['//lshw:d', 'count(//lshw:*) = 2', 'count(//*[local-name() = "c"]) = 2', '//lshw:c', '//d'];
    expect(await matching(definitions, lshw)).toEqual([
      '//lshw:d',
      'count(//lshw:*) = 2',
      'count(//*[local-name() = "c"]) = 2',
      '//d',
    ]);
  });

  test('keeps CDATA, comments and processing instructions that look like tags', async () => {
    const lshw = '<foo><![CDATA[<bar>]]><!-- <bar> --><?pi <bar> ?><baz/></foo>';
    const definitions = ['contains(/foo, "<bar>")', '//lshw:baz', 'count(//*) = 4', 'count(//comment()) = 2'];
    expect(await matching(definitions, lshw)).toEqual(definitions);
  });
});

describe('a definition', () => {
  test('matches by its boolean value: nodes, true, numbers except 0, texts except ""', async () => {
    const yes = ['//a', 'true()', '1', '-.5', '"x"', 'string(//a)', 'count(//a)', 'b', '..'];
    const no = ['//c', 'false()', '0', 'count(//c)', '""', 'string(//c)', 'number("x")', 'a'];
    expect(await matching([...yes, ...no], '<a>1<b/></a>')).toEqual(yes);
  });

  test('that fails matches nothing, has a reason, and leaves the other definitions unaffected', async () => {
    const { matching: found, reasons } = await judged(['//nge:bar', '//a', 'no()', '$no', 'count(1)', '//a['], '<a/>');
    expect(found).toEqual(['//a']);
    expect(reasons.map((reason) => /nge|function|variable|type|offset/i.exec(reason)?.[0])).toEqual([
      'nge',
      'function',
      'variable',
      'type',
      'offset',
    ]);
  });
});

describe('hostile input', () => {
  const wide = `<list>${'<node id="x"><size>1</size></node>'.repeat(30_000)}</list>`;

  test('a definition that runs too long is aborted three times, then skipped on all documents', async () => {
    const definitions = ['//node', '//node[count(preceding::node) > 100000000]', '/list'];
    const documents = Array.from({ length: 4 }, () => ({ lshw: Buffer.from(wide), lldp: null }));
    const { matches, failures } = await evaluateDefinitions(documents, definitions);
    const late = [0, 1, 2].map((row) => ({ row, column: 1, reason: 'it took too long or too much memory' }));
    expect(failures).toEqual([...late, { column: 1, reason: expect.stringContaining('skipped') }]);
    const verdicts = documents.map((_, row) => definitions.map((_, column) => matches(row, column)));
    expect(verdicts).toEqual(documents.map(() => [true, false, true]));
    const start = performance.now();
    const { matching: found, reasons } = await judged(definitions, wide);
    expect([found, reasons]).toEqual([['//node', '/list'], [expect.stringContaining('skipped')]]);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('a definition that crashes the XPath engine leaves the other definitions unaffected', async () => {
    const deep = `${'not('.repeat(3_000)}1${')'.repeat(3_000)}`;
    expect(await matching(['//a', deep, '/a'], '<a/>')).toEqual(['//a', '/a']);
  });

  test('a definition that needs gigabytes is aborted', async () => {
    const greedy = `string-length(concat(${Array(2_000).fill('string(/)').join(', ')})) > 0`;
    const text = `<a>${'x'.repeat(2_000_000)}</a>`;
    const before = process.memoryUsage().rss;
    expect(await matching(['//x', greedy, '/a'], text)).toEqual(['/a']);
    expect(process.memoryUsage().rss - before).toBeLessThan(1_500_000_000);
  });

  test('documents of 20 MB, with a million levels or with entity bombs do not affect other documents', async () => {
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
    'a document with 100,000 unclosed %j is repaired without a timeout',
    async (opening) => {
      const { matching: found, reasons } = await judged(['/list', '//a'], `<a>${opening.repeat(100_000)}</a>`);
      expect(found).toEqual(['//a']);
      expect(reasons).toEqual([]);
    },
  );

  test('slow definitions do not block the event loop', async () => {
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
