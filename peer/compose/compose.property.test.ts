/** Any composition at all, against what its parts say must come of it. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ERRORS, type WampError } from '../errors.ts';
import { failureOf, type Leaf, Leaves, openWorld, type World } from './compose.test-world.ts';
import { andand, batch, oror, parallel, pipe } from './compose.ts';
import { type AnyPart, run } from './part.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Tree =
  | { readonly is: 'leaf'; readonly leaf: Leaf }
  | { readonly is: 'pipe' | 'andand' | 'oror' | 'batch'; readonly of: readonly Tree[] }
  | { readonly is: 'parallel'; readonly of: readonly Tree[]; readonly concurrency: number };

const { tree } = fc.letrec<{ tree: Tree; leaf: Tree; node: Tree; parallel: Tree }>((tie) => ({
  leaf: fc.record({
    is: fc.constant('leaf' as const),
    leaf: fc.record({
      id: fc.integer({ min: 0, max: 2 ** 30 }),
      does: fc.constantFrom('answer' as const, 'answer' as const, 'fail' as const, 'hang' as const),
      at: fc.constantFrom('callee' as const, 'here' as const),
    }),
  }),
  node: fc.record({
    is: fc.constantFrom('pipe' as const, 'andand' as const, 'oror' as const, 'batch' as const),
    of: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
  }),
  parallel: fc.record({
    is: fc.constant('parallel' as const),
    of: fc.array(tie('tree'), { minLength: 1, maxLength: 5 }),
    concurrency: fc.integer({ min: 1, max: 4 }),
  }),
  tree: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie('leaf'), tie('node'), tie('parallel')),
}));

/** How a composition shall end, and the leaves that shall have started by then. */
interface Expected {
  readonly end: { readonly output: unknown } | { readonly error: string } | 'never';
  readonly starts: readonly number[];
}

/** The semantics once more, in the plainest words there are: no promises, no peers. */
function expected(tree: Tree): Expected {
  if (tree.is === 'leaf') {
    const { leaf } = tree;
    if (leaf.does === 'hang') return { end: 'never', starts: [leaf.id] };
    const end = leaf.does === 'answer' ? { output: leaf.id } : { error: failureOf(leaf) };
    return { end, starts: [leaf.id] };
  }
  const lanes = tree.is === 'parallel' ? tree.concurrency : 1;
  const tried: Expected[] = [];
  for (const part of tree.of) {
    if (tried.filter(({ end }) => end === 'never').length === lanes) break;
    tried.push(expected(part));
    const { end } = tried.at(-1)!;
    if ((tree.is === 'pipe' || tree.is === 'andand') && end !== 'never' && 'error' in end) break;
    if (tree.is === 'oror' && end !== 'never' && 'output' in end) break;
  }
  const starts = tried.flatMap((one) => one.starts);
  const ends = tried.map(({ end }) => end);
  if (ends.includes('never')) return { end: 'never', starts };
  if (tree.is === 'batch' || tree.is === 'parallel') return { end: { output: ends }, starts };
  const last = ends.at(-1)!;
  const none = tree.is === 'oror' && last !== 'never' && 'error' in last;
  return { end: none ? { error: ERRORS.allFailed } : last, starts };
}

function build(tree: Tree, leaves: Leaves): AnyPart {
  if (tree.is === 'leaf') return leaves.part(tree.leaf, world);
  const parts = tree.of.map((part) => build(part, leaves)) as [AnyPart, ...AnyPart[]];
  if (tree.is === 'andand') return andand(...parts);
  if (tree.is === 'oror') return oror(...parts);
  if (tree.is === 'batch') return batch(parts);
  if (tree.is === 'parallel') return parallel(parts, { concurrency: tree.concurrency });
  return parts.reduce((before, next) => pipe(before, next as (input: unknown) => unknown));
}

/** Outcomes as the model writes ends. */
function plain(output: unknown): unknown {
  if (!Array.isArray(output)) return output;
  return output.map((outcome) =>
    outcome.ok ? { output: plain(outcome.output) } : { error: outcome.error.uri },
  );
}

const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);
const hanging = (tree: Tree): number[] => {
  if (tree.is !== 'leaf') return tree.of.flatMap(hanging);
  return tree.leaf.does === 'hang' ? [tree.leaf.id] : [];
};

test('any composition ends as its parts say, starts no other part, and ends at once when it is cancelled', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (tree) => {
      const leaves = new Leaves();
      const giving = new AbortController();
      const { end, starts } = expected(tree);
      const running = run(world.caller, build(tree, leaves), null as never, { signal: giving.signal }).then(
        (output: unknown) => ({ output: plain(output) }),
        (error: WampError) => ({ error: error.uri }),
      );
      if (end === 'never') {
        await leaves.until(() => leaves.started.length >= starts.length);
        giving.abort();
        expect(await running).toEqual({ error: ERRORS.canceled });
        const stuck = hanging(tree).filter((id) => starts.includes(id));
        await leaves.until(() => leaves.stopped.length >= stuck.length);
        expect(sorted(leaves.stopped)).toEqual(sorted(stuck));
      } else {
        expect(await running).toEqual(end);
        expect(leaves.stopped).toEqual([]);
      }
      expect(sorted(leaves.started)).toEqual(sorted(starts));
    }),
    { numRuns: 300 },
  );
});
