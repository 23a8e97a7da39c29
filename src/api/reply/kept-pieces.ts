import { LRUCache } from 'lru-cache';

/** A member of a list whose text is kept between requests. */
export interface KeptMember {
  /** Positive, below 2 ** 31, and ascending in lists. */
  readonly id: number;
  /** A member with another text has another version. */
  readonly version: number;
  readonly text: Buffer;
}

/** What is made from the members of a list whose ids lie in one block. It does not keep their texts alive. */
interface Piece<Made> {
  readonly versions: readonly number[];
  readonly made: Made;
}

/** A block has 16 ids: few enough that a change costs little, many enough to compress well. */
const BLOCK_BITS = 4;
const BLOCK = 2 ** BLOCK_BITS;

/** What is made from each piece of a list. It is made again only when a member has changed. Lists share equal pieces. */
export class KeptPieces<Made extends object> {
  readonly #pieces: LRUCache<number, Piece<Made>>;

  /**
   * @param make makes something from the joined texts of a piece
   * @param most the most bytes to keep, as `bytesOf` counts them
   */
  constructor(
    private readonly make: (text: Buffer) => Made,
    bytesOf: (made: Made) => number,
    most: number,
  ) {
    this.#pieces = new LRUCache({
      maxSize: most,
      sizeCalculation: ({ versions, made }) => bytesOf(made) + 8 * versions.length,
    });
  }

  /** What is made from each piece of the members from index `begin` on. */
  *of(members: readonly KeptMember[], begin: number): Generator<Made> {
    for (let at = begin; at < members.length; ) {
      const end = endOfPiece(members, at);
      yield this.#piece(members, at, end);
      at = end;
    }
  }

  #piece(list: readonly KeptMember[], begin: number, end: number): Made {
    const key = keyOf(list, begin, end);
    const known = this.#pieces.get(key);
    if (known && isSame(known.versions, list, begin)) return known.made;
    const members = list.slice(begin, end);
    const made = this.make(Buffer.concat(members.map(({ text }) => text)));
    this.#pieces.set(key, { versions: members.map(({ version }) => version), made });
    return made;
  }
}

function endOfPiece(members: readonly KeptMember[], begin: number): number {
  const block = blockOf(members[begin]);
  let end = begin + 1;
  while (end < members.length && blockOf(members[end]) === block) end += 1;
  return end;
}

/** The number of the block, and a bit for each id of the block that is in the list. */
function keyOf(members: readonly KeptMember[], begin: number, end: number): number {
  let bits = 0;
  for (let i = begin; i < end; i += 1) bits |= 1 << ((members[i]?.id ?? 0) % BLOCK);
  return blockOf(members[begin]) * 2 ** BLOCK + bits;
}

function blockOf(member: KeptMember | undefined): number {
  return (member?.id ?? 0) >> BLOCK_BITS;
}

function isSame(versions: readonly number[], list: readonly KeptMember[], begin: number): boolean {
  return versions.every((version, index) => version === list[begin + index]?.version);
}
