/** A part of the hardware: its name, what is known of it, and its own parts. */
export interface TreeItem {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly parts: readonly TreeItem[];
}

/** Reads the output of lshw. @returns undefined for a text that is not well-formed XML */
export function readLshw(xml: string): readonly TreeItem[] | undefined {
  const root = parse(xml);
  if (!root) return undefined;
  const tops = root.localName === 'node' ? [root] : childrenOf(root, 'node');
  return tops.map((node, index) => lshwItem(node, String(index)));
}

function lshwItem(node: Element, id: string): TreeItem {
  const text = (name: string): string => childrenOf(node, name)[0]?.textContent?.trim() ?? '';
  const facts = [...node.children].flatMap((child) => factsOf(child));
  return {
    id,
    title: text('product') || text('description') || node.getAttribute('id') || 'part',
    note: [node.getAttribute('class'), text('product') && text('description')].filter(Boolean).join(' · '),
    facts,
    parts: childrenOf(node, 'node').map((part, index) => lshwItem(part, `${id}.${index}`)),
  };
}

/**
 * The facts in a child of a node of lshw: a text, or a list of settings, resources and capabilities. Product and
 * description stand in the title.
 */
function factsOf(child: Element): (readonly [string, string])[] {
  if (['node', 'product', 'description'].includes(child.localName)) return [];
  if (child.children.length === 0) {
    const units = child.getAttribute('units');
    const text = child.textContent?.trim() ?? '';
    return text === '' ? [] : [[child.localName, units ? `${text} ${units}` : text]];
  }
  return [...child.children].map((entry) => {
    const name = entry.getAttribute('id') ?? entry.getAttribute('type') ?? entry.localName;
    return [name, entry.getAttribute('value') ?? entry.textContent?.trim() ?? ''] as const;
  });
}

/** Reads any XML, element by element. @returns undefined for a text that is not well-formed XML */
export function readXml(xml: string): readonly TreeItem[] | undefined {
  const root = parse(xml);
  return root && [xmlItem(root, '0')];
}

function xmlItem(element: Element, id: string): TreeItem {
  const own = element.children.length === 0 ? (element.textContent?.trim() ?? '') : '';
  const attributes = [...element.attributes]
    .filter(({ name }) => name !== 'label')
    .map(({ name, value }) => [name, value] as const);
  return {
    id,
    title: element.getAttribute('label') ?? element.localName,
    note: own,
    facts: attributes,
    parts: [...element.children].map((child, index) => xmlItem(child, `${id}.${index}`)),
  };
}

function parse(xml: string): Element | undefined {
  const { documentElement: root } = new DOMParser().parseFromString(xml, 'application/xml');
  return root.getElementsByTagName('parsererror').length > 0 || root.localName === 'parsererror' ? undefined : root;
}

function childrenOf(element: Element, name: string): Element[] {
  return [...element.children].filter(({ localName }) => localName === name);
}

/** The parts that contain a text, with all that they are parts of, and how many they are. */
export function searchTree(items: readonly TreeItem[], text: string): { items: readonly TreeItem[]; hits: number } {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return { items, hits: 0 };
  let hits = 0;
  const search = (item: TreeItem): TreeItem[] => {
    const isHit = [item.title, item.note, ...item.facts.flat()].some((part) => part.toLowerCase().includes(wanted));
    if (isHit) hits += 1;
    const parts = item.parts.flatMap(search);
    return isHit || parts.length > 0 ? [{ ...item, parts }] : [];
  };
  return { items: items.flatMap(search), hits };
}
