import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type DeclaredStatement, SRC } from './declared.js';
import type { DescribedStatement } from './described.js';

export interface ComparedStatement {
  readonly declared: DeclaredStatement;
  readonly described: DescribedStatement;
}

const ROOT = path.dirname(SRC);
const TSC = path.join(ROOT, 'node_modules/.bin/tsc');

/** What values of a type are in TypeScript, by the names of PostgreSQL: as arguments. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytea: 'Uint8Array',
  float8: 'number',
  inet: 'string',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  json: 'string',
  jsonb: 'string',
  text: 'string',
  timestamptz: 'Date | string',
  uuid: 'string',
  varchar: 'string',
};
/** The same of columns: only types that arrive alike through pg and Prisma. */
const COLUMNS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytea: 'Uint8Array',
  float8: 'number',
  int2: 'number',
  int4: 'number',
  json: '{}',
  jsonb: '{}',
  text: 'string',
  timestamptz: 'Date',
  varchar: 'string',
};

/** Types whose values tell how what a statement declares differs from what PostgreSQL describes; never if it does not. */
const COMPARISON = `
type NameOf<Key> = Key extends string ? Key : never;
type Differ<Declared, Described, Column extends PropertyKey> = {
  [Key in Column]: Key extends keyof Declared
    ? Key extends keyof Described
      ? NonNullable<Declared[Key]> extends NonNullable<Described[Key]>
        ? null extends Described[Key]
          ? null extends Declared[Key] ? never : \`the column \${NameOf<Key>} may be null\`
          : never
        : \`the column \${NameOf<Key>} is of another type\`
      : \`there is no column \${NameOf<Key>}\`
    : \`the column \${NameOf<Key>} is not declared\`;
}[Column];
type Rows<Declared, Described> = [Declared] extends [never]
  ? [keyof Described] extends [never] ? never : 'no columns are declared'
  : Differ<Declared, Described, keyof Declared | keyof Described>;
type Arguments<Declared extends readonly unknown[], Described extends readonly unknown[]> =
  Declared['length'] extends Described['length']
    ? { [Index in \`\${number}\` & keyof Described]:
        Declared[Index & keyof Declared] extends Described[Index] ? never : \`the argument \${Index} is of another type\`
      }[\`\${number}\` & keyof Described]
    : \`\${Described['length'] & number} arguments are expected\`;
export declare function expectNone<Difference extends never>(): Difference;
`;

/**
 * Compares the declared types of statements with the types that PostgreSQL describes. The TypeScript compiler compares
 * them in a copy of src in which each file exports the declared types.
 * @returns a line for each difference, with the file, the line and the label
 */
export async function compareStatements(statements: readonly ComparedStatement[]): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-statements-'));
  try {
    await cp(SRC, path.join(folder, 'src'), { recursive: true });
    await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    await cp(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
    await cp(path.join(ROOT, 'tsconfig.json'), path.join(folder, 'tsconfig.json'));
    for (const [index, { declared }] of statements.entries()) {
      await appendFile(path.join(folder, 'src', declared.file), exportOf(declared, index));
    }
    const checks = statements.map(checkOf);
    const head = `${statements.map(importOf).join('\n')}\n${COMPARISON}`;
    await writeFile(path.join(folder, 'src/compared.ts'), `${head}${checks.join('\n')}\n`);
    const first = head.split('\n').length;
    return [...new Set((await compile(folder)).map((error) => located(error, first, statements)))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const nameAt = (index: number): string => `Declared${index}`;

const exportOf = ({ args, row }: DeclaredStatement, index: number): string =>
  `\nexport type ${nameAt(index)} = { args: ${args ?? 'never'}; row: ${row} };\n`;

const importOf = ({ declared }: ComparedStatement, index: number): string =>
  `import type { ${nameAt(index)} } from './${declared.file.replace(/\.ts$/, '.js')}';`;

function checkOf({ declared, described }: ComparedStatement, index: number): string {
  const columns = described.columns.map(
    ({ name, type, isNullable }) => `${JSON.stringify(name)}: ${typeOf(type, COLUMNS)}${isNullable ? ' | null' : ''}`,
  );
  const parameters = described.parameters.map((type) => `${typeOf(type, ARGUMENTS)} | null`);
  const differences = [`Rows<${nameAt(index)}['row'], { ${columns.join('; ')} }>`];
  if (declared.args !== undefined) {
    differences.push(`Arguments<${nameAt(index)}['args'], readonly [${parameters.join(', ')}]>`);
  }
  // Spelled out like this, the compiler's message has each difference in place of a type's name.
  return `expectNone<${differences.join(' | ')} extends infer All ? All extends string ? \`\${All}.\` : never : never>();`;
}

/** Never for a type that the table lacks, so that it always differs. */
function typeOf(type: string, table: Readonly<Record<string, string>>): string {
  const item = type.startsWith('_') ? table[type.slice(1)] : undefined;
  return item === undefined ? (table[type] ?? 'never') : `readonly (${item})[]`;
}

/** @returns the compiler's errors, a line each */
async function compile(folder: string): Promise<string[]> {
  try {
    await promisify(execFile)(TSC, ['--noEmit', '--pretty', 'false', '-p', folder], { cwd: folder });
    return [];
  } catch (error) {
    const output = typeof error === 'object' && error !== null && 'stdout' in error ? String(error.stdout) : '';
    if (output === '') throw error;
    return output.split('\n').filter((line) => /^\S.*: error /.test(line));
  }
}

function located(error: string, first: number, statements: readonly ComparedStatement[]): string {
  const [, line = '', text = error] = /^src\/compared\.ts\((\d+),\d+\): error TS\d+: (.*)$/.exec(error) ?? [];
  const declared = statements[Number(line) - first]?.declared;
  return declared ? `src/${declared.file}:${declared.line} ${declared.label}: ${text}` : text;
}
