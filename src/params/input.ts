import type { Readable } from 'node:stream';

/** A file part of a request. It may be read any number of times until the request ends. */
export interface Upload {
  /** The name of the form field. */
  readonly field: string;
  readonly filename: string | undefined;
  /** Bytes */
  readonly size: number;
  bytes(): Promise<Buffer>;
  stream(): Readable;
  /** Its id in the file store of the operation. Absent: the file was not stored while it arrived. */
  readonly storedAs?: number;
}

/** Where an operation stores a large file while it arrives, before the other parameters are known. */
export interface FileStore {
  /** Returns an id. What no request refers to later is deleted. */
  store(bytes: AsyncIterable<Buffer>): Promise<number>;
  /** @param size bytes */
  read(id: number, size: number): AsyncIterable<Uint8Array>;
}

interface Values {
  readonly texts: string[];
  /** False for a JSON scalar, which is not accepted as a list. */
  readonly list: boolean;
}

/** The parameters of a request in any encoding: texts by name, and files. */
export class Input {
  readonly #values = new Map<string, Values>();
  readonly files: readonly Upload[];

  constructor(entries: Iterable<readonly [string, string]> = [], files: readonly Upload[] = []) {
    for (const [name, text] of entries) this.#add(name, text);
    this.files = files;
  }

  /** Reads the members of a JSON object: scalars become text, arrays lists, nulls count as absent. */
  static fromJson(body: Readonly<Record<string, unknown>>): Input {
    const parameters = new Input();
    for (const [name, value] of Object.entries(body)) {
      if (value === null || value === undefined) continue;
      const list = Array.isArray(value);
      parameters.#values.set(name, { texts: (list ? value : [value]).map(textOf), list });
    }
    return parameters;
  }

  #add(name: string, text: string): void {
    const values = this.#values.get(name);
    if (values) values.texts.push(text);
    else this.#values.set(name, { texts: [text], list: true });
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of a parameter with one value: the last repetition. */
  last(name: string): string | undefined {
    return this.#values.get(name)?.texts.at(-1);
  }

  all(name: string): readonly string[] {
    return this.#values.get(name)?.texts ?? [];
  }

  /** True when the parameter may be read as a list. */
  isList(name: string): boolean {
    return this.#values.get(name)?.list ?? true;
  }

  entries(): [string, string][] {
    return [...this.#values].flatMap(([name, { texts }]) => texts.map((text): [string, string] => [name, text]));
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
