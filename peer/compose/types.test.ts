/** What compiles and what does not: `tsc` proves it, as a `@ts-expect-error` without an error is one itself. */
import { expect, test } from 'vitest';
import type { JobDetails, JobList } from '../procedures.ts';
import { andand, batch, given, oror, parallel, pipe, within } from './compose.ts';
import { gather } from './gather.ts';
import type { Outcome } from './outcome.ts';
import type { Caller, Composition } from './part.ts';
import { remote } from './remote.ts';

/** Fails to compile where the types are not exactly the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(answer: Same<A, B>) => expect(answer).toBe(true);
function shape<I, O>(composition: Composition<I, O>): (input: I) => O {
  expect(composition.perform).toBeTypeOf('function');
  return () => undefined as O;
}

const length = (text: string) => text.length;
const later = async (n: number) => n > 0;
const sum = remote('com.example.sum', { args: (terms: readonly number[]) => terms, result: Number });

test('pipe takes what the first takes and gives what the last gives', () => {
  const titled = shape(pipe('lehr.job.get', (job) => job.title, length, later));
  same<typeof titled, (input: { readonly id: string }) => boolean>(true);
  const current = shape(pipe('lehr.job.list', ({ current }) => ({ id: current ?? '' }), 'lehr.job.get'));
  same<typeof current, (input: Record<string, never>) => JobDetails>(true);
  const nested = shape(
    pipe(
      pipe(length, later),
      pipe((yes: boolean) => [yes ? 1 : 0], sum),
    ),
  );
  same<typeof nested, (input: string) => number>(true);
});

test('pipe refuses a part that cannot take what the one before gives', () => {
  // @ts-expect-error: a number is no string
  expect(pipe(length, length)).toBeDefined();
  // @ts-expect-error: a JobList has no id
  expect(pipe('lehr.job.list', 'lehr.job.get')).toBeDefined();
  // @ts-expect-error: the third takes no boolean
  expect(pipe(length, later, length)).toBeDefined();
  // @ts-expect-error: sum takes a list of numbers
  expect(pipe(length, sum)).toBeDefined();
  // @ts-expect-error: a composition's input is checked as any other
  expect(pipe(later, pipe(length, later))).toBeDefined();
  // @ts-expect-error: no such procedure
  expect(pipe(length, 'lehr.job.jump')).toBeDefined();
});

test('the others take what all of their parts can take', () => {
  const both = shape(
    andand(
      (o: { readonly a: number }) => o.a,
      (o: { readonly b: string }) => o.b,
    ),
  );
  same<typeof both, (input: { readonly a: number } & { readonly b: string }) => string>(true);
  const either = shape(oror(length, async (text: string) => text));
  same<typeof either, (input: string) => string | number>(true);
  const one = shape(within('lehr.job.get', 5));
  same<typeof one, (input: { readonly id: string }) => JobDetails>(true);
  const pair = shape(parallel([given('lehr.job.get', { id: 'x' }), given('lehr.job.list', {})]));
  same<typeof pair, (input: unknown) => [Outcome<JobDetails>, Outcome<JobList>]>(true);
  const list = shape(batch(['a', 'b'].map((id) => given('lehr.job.get', { id }))));
  same<typeof list, (input: unknown) => Outcome<JobDetails>[]>(true);
  // @ts-expect-error: the input of this procedure has an id
  expect(given('lehr.job.get', {})).toBeDefined();
});

test('gather takes parts that need no input', () => {
  const peer: Caller = { call: () => Promise.reject(), callRaw: () => Promise.reject() };
  expect(gather(peer, [given('lehr.job.get', { id: 'x' }), () => 1])).toBeDefined();
  // @ts-expect-error: it needs an id
  expect(gather(peer, ['lehr.job.get'])).toBeDefined();
});
