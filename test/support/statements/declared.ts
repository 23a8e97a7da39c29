import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vitest/node';
import { z } from 'zod';

/** A call of `statement` or of `Query.statement` in the source, with the types that it declares. */
export interface DeclaredStatement {
  /** Below src, with slashes. */
  readonly file: string;
  readonly line: number;
  readonly label: string;
  /** The types as the source spells them, to be read in its file. Undefined: a Query binds its values itself. */
  readonly args: string | undefined;
  readonly row: string;
}

export const SRC = path.resolve(import.meta.dirname, '../../../src');

const Span = z.object({ start: z.number(), end: z.number() });
const Call = z.object({
  type: z.literal('CallExpression'),
  start: z.number(),
  callee: z.union([
    z.object({ type: z.literal('Identifier'), name: z.literal('statement') }),
    z.object({ type: z.literal('MemberExpression'), property: z.object({ name: z.literal('statement') }) }),
  ]),
  typeArguments: z.object({ params: z.array(Span) }),
  arguments: z.tuple([z.object({ type: z.literal('Literal'), value: z.string() })]).rest(z.unknown()),
});

/** Where `statement` and `Query.statement` are defined. */
const DEFINITIONS = ['db/query.ts', 'db/statement.ts'];

/** All statements that the source declares. */
export function declaredStatements(): DeclaredStatement[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !DEFINITIONS.includes(file))
    .flatMap((file) => declaredIn(file, readFileSync(path.join(SRC, file), 'utf8')));
}

function declaredIn(file: string, source: string): DeclaredStatement[] {
  const calls = source.matchAll(/\bstatement\s*[<(]/g);
  if ([...calls].length === 0) return [];
  const textOf = ({ start, end }: z.infer<typeof Span>) => source.slice(start, end);
  return [...nodesOf(parseAst(source, { lang: 'ts' }))].flatMap((node) => {
    const call = Call.safeParse(node);
    if (!call.success) return [];
    const { callee, typeArguments, arguments: given, start } = call.data;
    const [first, second] = typeArguments.params.map(textOf);
    if (first === undefined) return [];
    const types = callee.type === 'Identifier' ? { args: first, row: second ?? '' } : { args: undefined, row: first };
    return [{ file, line: source.slice(0, start).split('\n').length, label: given[0].value, ...types }];
  });
}

/** A syntax tree, node by node. */
function* nodesOf(value: unknown): Generator<object, void, undefined> {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value) yield value;
  for (const child of Object.values(value)) yield* nodesOf(child);
}
