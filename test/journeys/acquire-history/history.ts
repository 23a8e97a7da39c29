/** When a call was sent and when it was answered, in milliseconds; null for a call without an answer. */
export interface Span {
  readonly begin: number;
  readonly end: number | null;
}

/** One try of a client to get a node, under an agent name of its own. */
export interface Attempt {
  readonly agent: string;
  readonly owner: string;
  readonly acquired: Span;
  /** `unknown`: the answer got lost, or the region did not know */
  readonly outcome: 'granted' | 'refused' | 'unknown';
  /** The node of a granted attempt */
  readonly node?: string;
  /** Begins with the first try, and ends with an answer that the node is released. */
  readonly released?: Span;
}

/** A node as it is stored at the end. */
export interface FinalNode {
  readonly node: string;
  readonly allocated: boolean;
  readonly owner: string | null;
  readonly agent: string;
}

/**
 * Checks a history of clients: no node had two owners at once, and every answer still holds at the end. Calls without an
 * answer may have had their effect or not.
 * @returns a sentence for each violation
 */
export function findViolations(attempts: readonly Attempt[], nodes: readonly FinalNode[]): string[] {
  return [...doubleOwners(attempts), ...lostAnswers(attempts, nodes), ...strangers(attempts, nodes)];
}

function doubleOwners(attempts: readonly Attempt[]): string[] {
  const holders = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    if (attempt.node !== undefined) holders.set(attempt.node, [...(holders.get(attempt.node) ?? []), attempt]);
  }
  return [...holders].flatMap(([node, holding]) => {
    const inOrder = holding.sort((one, other) => heldFrom(one) - heldFrom(other));
    return inOrder.flatMap((attempt, index) => {
      const next = inOrder[index + 1];
      if (!next || heldUntil(attempt) <= heldFrom(next)) return [];
      return [`${node} was given to ${next.agent} while ${attempt.agent} held it`];
    });
  });
}

/** From here on an attempt surely holds its node. */
const heldFrom = ({ acquired }: Attempt): number => acquired.end ?? Number.POSITIVE_INFINITY;
/** Until here an attempt surely holds its node. */
const heldUntil = ({ released }: Attempt): number => released?.begin ?? Number.POSITIVE_INFINITY;

function lostAnswers(attempts: readonly Attempt[], nodes: readonly FinalNode[]): string[] {
  const stored = new Map(nodes.map((node) => [node.node, node]));
  return attempts.flatMap(({ agent, owner, outcome, node = '', released }) => {
    if (outcome !== 'granted') return [];
    const end = stored.get(node);
    const holds = end?.agent === agent && end.owner === owner && end.allocated;
    if (!released && !holds) return [`the acquisition of ${node} by ${agent} is lost`];
    if (typeof released?.end === 'number' && end?.agent === agent)
      return [`the release of ${node} by ${agent} is lost`];
    return [];
  });
}

/** Nodes that are held by an attempt that cannot have got them. */
function strangers(attempts: readonly Attempt[], nodes: readonly FinalNode[]): string[] {
  const known = new Map(attempts.map((attempt) => [attempt.agent, attempt]));
  const held = nodes.filter(({ allocated }) => allocated);
  const agents = new Set(held.map(({ agent }) => agent));
  const twice = agents.size < held.length ? ['an attempt holds two nodes'] : [];
  const mixed = nodes.filter(
    ({ allocated, owner, agent }) => allocated !== (owner !== null) || allocated !== (agent !== ''),
  );
  const wrong = held.filter(({ node, owner, agent }) => {
    const attempt = known.get(agent);
    return attempt?.outcome === 'refused' || attempt?.owner !== owner || (attempt?.node ?? node) !== node;
  });
  return [
    ...twice,
    ...mixed.map(({ node }) => `${node} is half released`),
    ...wrong.map(({ node, agent }) => `${node} is held by ${agent}, which did not get it`),
  ];
}
