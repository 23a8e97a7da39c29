/** What is random in answers: system ids, and hostnames that the region has made up. */
const SYSTEM_ID = /node-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** No hostname of a request looks like it. */
const MADE_UP_NAME = /(?<="hostname": ?")[abcdefghjkmnpqrtwxy346789]{5}(?=["."])/g;

/** Replaces what is random by labels such as `node-#1`, numbered in the order of their first use. */
export class Labels {
  readonly #nodes = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** @param systemIds the nodes with the first numbers */
  constructor(systemIds: readonly string[]) {
    for (const systemId of systemIds) this.hide(systemId);
  }

  /** An answer with labels in place of what is random. */
  hide(text: string): string {
    return text
      .replace(SYSTEM_ID, (id) => labelIn(this.#nodes, 'node', id))
      .replace(MADE_UP_NAME, (name) => labelIn(this.#names, 'random', name));
  }

  /** A path with the system ids that its labels stand for. */
  reveal(path: string): string {
    const systemIds = new Map([...this.#nodes].map(([systemId, label]) => [label, systemId]));
    return path.replace(/node-#\d+/g, (label) => systemIds.get(label) ?? label);
  }
}

function labelIn(labels: Map<string, string>, kind: string, text: string): string {
  const label = labels.get(text) ?? `${kind}-#${labels.size + 1}`;
  labels.set(text, label);
  return label;
}
