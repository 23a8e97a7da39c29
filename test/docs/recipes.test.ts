import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeNode, type NodeState, type NodeTraits, randomMac } from '../support/factories/nodes.js';
import { ensureTag } from '../support/factories/tags.js';
import { hasGoPackages, hasPythonPackage, RecipeRunner, recipes } from '../support/recipes.js';
import { useRegion } from '../support/region.js';

const region = useRegion();
let runner: RecipeRunner;
beforeAll(() => {
  runner = new RecipeRunner(region);
});
afterAll(() => runner[Symbol.dispose]());

/** The variables of an example, as in the environment. */
interface Variables {
  readonly NODE?: string;
  readonly TAG: string;
  readonly MAC: string;
}

interface Scene {
  /** The node that the example works with; undefined: none. */
  readonly state?: NodeState;
  /** Whether the node has the tag. */
  readonly tagged?: boolean;
  /** Looks at what the example did and printed. */
  check(variables: Variables, output: string): Promise<void>;
}

const POWERED: NodeTraits = { power_type: 'ipmi', power_parameters: { power_address: '127.0.0.1' }, owner: 'admin' };

const nodeOf = async ({ NODE = '' }: Variables) => (await region.get('admin', `nodes/${NODE}/`)).ok().json;
const seesNode = (expected: object) => async (variables: Variables) => {
  expect(await nodeOf(variables)).toMatchObject(expected);
};

const SCENES: Readonly<Record<string, Scene>> = {
  'Sign in': { check: async (_variables, output) => expect(output).toContain('admin') },
  'Enlist a machine': {
    check: async ({ MAC }) => {
      const { node } = await region.database.prisma.macAddress.findUniqueOrThrow({
        where: { mac: MAC },
        include: { node: true },
      });
      const powerParameters = { power_address: '10.0.0.9', power_user: 'maas', power_pass: 'secret' };
      expect(node).toMatchObject({ status: 1, powerType: 'ipmi', powerParameters });
    },
  },
  'Accept a machine': { state: 'declared', check: seesNode({ status: 1 }) },
  'Commission a machine': { state: 'ready', check: seesNode({ status: 1 }) },
  'Tag machines': {
    state: 'ready',
    check: (variables) => seesNode({ tag_names: expect.arrayContaining([variables.TAG]) })(variables),
  },
  'Acquire a machine': { state: 'ready', tagged: true, check: seesNode({ status: 6, owner: 'admin' }) },
  'Start with user data': {
    state: 'allocated',
    check: async ({ NODE: systemId = '' }) => {
      const node = await region.database.prisma.node.findUniqueOrThrow({
        where: { systemId },
        include: { userData: true },
      });
      expect(node).toMatchObject({ substatus: 9, distroSeries: 'trusty' });
      expect(Buffer.from(node.userData?.data ?? []).toString()).toBe('#cloud-config\npackages: [nginx]\n');
    },
  },
  'Release a machine': { state: 'allocated', check: seesNode({ status: 4, owner: null }) },
  'Power off and on': {
    state: 'allocated',
    check: async ({ NODE: systemId = '' }, output) => {
      const actions = await region.database.prisma.powerAction.findMany({
        where: { systemId },
        orderBy: { id: 'asc' },
      });
      // The first is that of commissioning.
      expect(actions.map(({ change }) => change)).toEqual(['on', 'off', 'on']);
      expect(output).toContain('unknown');
    },
  },
  'Read events': { state: 'failed tests', check: async (_variables, output) => expect(output).toMatch(/commission/i) },
};

/** Runs an example on a node of its own, and looks at the result. */
async function play(
  title: string,
  run: (title: string, variables: NodeJS.ProcessEnv) => Promise<string>,
): Promise<void> {
  const scene = SCENES[title];
  if (!scene) throw new Error(`there is no scene for ${title}`);
  const TAG = `tag-${randomBytes(4).toString('hex')}`;
  if (scene.tagged) await ensureTag(region, TAG);
  const traits = { ...POWERED, memory: 2_048, tags: scene.tagged ? [TAG] : [] };
  const node = scene.state && (await makeNode(region, scene.state, traits));
  const variables = { TAG, MAC: randomMac(), ...(node && { NODE: node.system_id }) };
  await scene.check(variables, await run(title, variables));
}

const titles = recipes.map(({ title }) => title);
const unless = (isThere: boolean) => test.skipIf(!process.env.CI && !isThere);

test('docs/recipes.md has the ten recipes', () => {
  expect(titles).toEqual(Object.keys(SCENES));
  expect(titles).toHaveLength(10);
});

describe('docs/recipes.md works as written', () => {
  test.each(titles)('%s, with curl', (title) => play(title, (...args) => runner.bash(...args)));

  unless(hasPythonPackage).each(titles)('%s, with Python', (title) => play(title, (...args) => runner.python(...args)));

  // Without golang-go and golang-github-juju-gomaasapi-dev there is nothing to build with.
  unless(hasGoPackages)(
    'with Go',
    async () => {
      await runner.buildGo();
      for (const title of titles) await play(title, (...args) => runner.go(...args));
    },
    300_000,
  );

  test.each(titles)('%s, with the maas command', (title) => play(title, (...args) => runner.maas(...args)));
});
