import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { MaasCommand } from './maas-command.js';
import type { Region } from './region.js';

const execute = promisify(execFile);
const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../docs/recipes.md'), 'utf8');
const PYTHON = '/usr/bin/python3';
const GOPATH = '/usr/share/gocode';

/** Debian's packages with which the examples run. */
export const hasPythonPackage = existsSync('/usr/lib/python3/dist-packages/requests_oauthlib');
export const hasGoPackages = existsSync(`${GOPATH}/src/github.com/juju/gomaasapi`) && existsSync('/usr/bin/go');

/** A section of the page: its blocks of code, each with its language. */
interface Recipe {
  readonly title: string;
  blockIn(language: string): string;
}

const sections: readonly Recipe[] = PAGE.split(/^## /m)
  .slice(1)
  .map((text) => {
    const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, name, code]) => [name, code] as const);
    return {
      title: text.slice(0, text.indexOf('\n')),
      blockIn: (language) => blocks.find(([name]) => name === language)?.[1] ?? '',
    };
  });
const [setup, ...others] = sections;
export const recipes = others;
const setupIn = (language: string): string => setup?.blockIn(language) ?? '';

/** Runs examples in a folder of their own. */
export class RecipeRunner implements Disposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'maas-recipes-'));

  constructor(private readonly region: Region) {}

  bash(title: string, variables: NodeJS.ProcessEnv): Promise<string> {
    return this.#run('bash', ['-euc', `${setupIn('bash')}\n${block(title, 'bash')}`], variables);
  }

  python(title: string, variables: NodeJS.ProcessEnv): Promise<string> {
    return this.#run(PYTHON, ['-c', `${setupIn('python')}\n${block(title, 'python')}`], variables);
  }

  /** Builds all examples as one program. */
  async buildGo(): Promise<void> {
    const cases = recipes.map(({ title, blockIn }) => `case ${JSON.stringify(title)}:\n${blockIn('go')}`);
    const main = `func main() {\nregion := connect()\nswitch os.Args[1] {\n${cases.join('\n')}\n}\n}\n`;
    writeFileSync(path.join(this.#folder, 'main.go'), `${setupIn('go')}\n${main}`);
    const cache = path.join(tmpdir(), 'maas-recipes-go-cache');
    const environment = { GO111MODULE: 'off', GOPATH, GOCACHE: cache };
    await this.#run('/usr/bin/go', ['build', '-o', 'recipes', 'main.go'], environment);
  }

  go(title: string, variables: NodeJS.ProcessEnv): Promise<string> {
    return this.#run(path.join(this.#folder, 'recipes'), [title], variables);
  }

  /** Runs the lines of the `maas` command by a client that sends what that command sends. @returns the last answer */
  async maas(title: string, variables: NodeJS.ProcessEnv): Promise<string> {
    // A line of arguments for each call.
    const stub = `maas() { printf '%s\\0' "$@"; printf '\\n\\0'; }`;
    const printed = await this.#run('bash', ['-euc', `${stub}\n${block(title, 'sh')}`], variables);
    const { api, key } = this.#access;
    const client = await MaasCommand.login(api, key);
    let answer = '';
    for (const line of printed.split('\n\0').slice(0, -1)) {
      const [profile, ...command] = line.split('\0').slice(0, -1);
      if (profile === 'login') continue;
      const response = await client.run(command);
      answer = await response.text();
      if (!response.ok) throw new Error(`maas ${command.join(' ')}: ${response.status} ${answer}`);
    }
    return answer;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }

  get #access() {
    return { api: this.region.api.href, key: this.region.keyOf('admin') ?? '' };
  }

  async #run(program: string, args: readonly string[], variables: NodeJS.ProcessEnv): Promise<string> {
    const { api, key } = this.#access;
    const env = { ...process.env, MAAS_URL: api.replace(/\/api\/1\.0\/$/, ''), MAAS_KEY: key, ...variables };
    return (await execute(program, [...args], { cwd: this.#folder, env })).stdout;
  }
}

function block(title: string, language: string): string {
  const found = recipes.find((recipe) => recipe.title === title)?.blockIn(language) ?? '';
  if (found === '') throw new Error(`${title} has no block in ${language}`);
  return found;
}
