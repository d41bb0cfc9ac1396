/** A durable slot's place among facts: what it remembers is as little as is open, and none is lost or read twice. */
import { expect, test } from 'vitest';
import { type Fact, type FactLog, isFact, memoryFactLog } from './fact-log.ts';
import { type Progress, type Stream, StreamBacklog } from './stream-backlog.ts';
import { MIB } from './weight.ts';

/** Of so many facts, these of which are the slot's. */
function stream(
  count: number,
  first = 1,
  isOurs = (_seq: number) => true,
): Stream & { readonly log: FactLog } {
  const log = memoryFactLog('f.');
  for (let seq = 1; seq <= count; seq++) {
    const topic = isOurs(seq) ? 'f.a' : 'f.b';
    const [publication, time] = [seq, 0];
    log.append([{ seq, topic, publication, time, details: { _seq: seq }, payload: {} }]);
  }
  log.trim(first);
  return {
    pattern: { uri: 'f.', match: 'prefix' },
    log,
    last: count,
    chunk(from) {
      const facts: Fact[] = [];
      let scanned = 0;
      for (const fact of log.read(from)) {
        scanned += 1;
        if (isFact(fact) && fact.topic === 'f.a') facts.push(fact);
        if (scanned === 10) return { facts, scanned, next: fact.seq + 1 };
      }
      return { facts, scanned, next: count + 1 };
    },
  };
}

function opened(of: Stream, found: Progress | undefined) {
  let saved = found;
  const lost: number[] = [];
  const pattern = { uri: 'f.a', match: 'exact' } as const;
  const file = {
    found,
    save(progress: () => Progress) {
      saved = progress();
    },
  };
  const backlog = new StreamBacklog(of, pattern, file, (count) => lost.push(count));
  return { backlog, lost, saved: () => saved };
}

test('remembers what is open, however much was done with beyond it; after a start that alone comes again', () => {
  const before = opened(stream(1_000), { cursor: 0, open: [], attempts: [] });
  const entries = Array.from({ length: 1_000 }, () => before.backlog.next()!);
  entries[2]!.attempts = 4;
  before.backlog.failed(entries[2]!);
  for (const entry of entries) if (entry.number !== 3 && entry.number !== 500) before.backlog.done(entry);
  expect(before.saved()).toEqual({ prefix: 'f.', cursor: 1_000, open: [3, 500], attempts: [[3, 4]] });
  const after = opened(stream(1_003), before.saved());
  const again = Array.from({ length: 6 }, () => after.backlog.next());
  expect(again.map((entry) => entry && [entry.number, entry.attempts])).toEqual([
    [3, 4],
    [500, 0],
    [1_001, 0],
    [1_002, 0],
    [1_003, 0],
    undefined,
  ]);
  expect(after.lost).toEqual([]);
});

test('counts as lost what was open, or not read, and is forgotten', () => {
  const left = { cursor: 10, open: [2, 3, 9], attempts: [[2, 1]] } as const;
  const within = opened(stream(12, 4), left);
  expect([within.backlog.next()?.number, within.backlog.next()?.number, within.lost]).toEqual([9, 11, [2]]);
  const beyond = opened(stream(20, 13), left);
  expect([beyond.backlog.next()?.number, beyond.lost]).toEqual([13, [5]]);
});

/** Looks until there is an event, or none is left; how many steps that took. */
function search(backlog: StreamBacklog): { readonly number: number | undefined; readonly steps: number } {
  for (let steps = 1; ; steps++) {
    const entry = backlog.next();
    if (entry !== undefined || !backlog.isSearching) return { number: entry?.number, steps };
    expect(backlog.next()).toBe(undefined);
    backlog.searchOn();
  }
}

test('looks at a few hundred facts of others in one step; a start meanwhile goes on from there', () => {
  const few = stream(20_000, 1, (seq) => seq === 15_000 || seq === 19_990);
  const before = opened(few, { cursor: 0, open: [], attempts: [] });
  const first = search(before.backlog);
  expect([first.number, before.saved()]).toEqual([
    15_000,
    { prefix: 'f.', cursor: expect.any(Number), open: [], attempts: [] },
  ]);
  expect(first.steps).toBeGreaterThan(15_000 / 300);
  expect(before.saved()!.cursor).toBeGreaterThan(10_000);
  const after = opened(few, before.saved());
  const again = search(after.backlog);
  expect([again.number, search(after.backlog).number]).toEqual([15_000, 19_990]);
  expect(again.steps).toBeLessThan(first.steps / 2);
  expect(search(after.backlog).number).toBe(undefined);
});

test('says whether it is empty after a look at a few thousand facts of others, or that it has to look on', () => {
  const place = { cursor: 0, open: [], attempts: [] };
  for (const [at, steps] of [
    [3_000, 1],
    [30_000, 8],
  ] as const) {
    for (const isThere of [true, false]) {
      const { backlog, saved } = opened(
        stream(at, 1, (seq) => isThere && seq === at),
        place,
      );
      let looks = 1;
      let isEmpty = backlog.isEmpty();
      for (; isEmpty === undefined; looks++) {
        expect(backlog.isSearching).toBe(true);
        isEmpty = backlog.isEmpty();
      }
      expect([isEmpty, looks]).toEqual([!isThere, steps]);
      if (isThere) backlog.done(backlog.next()!);
      expect([backlog.isEmpty(), saved()?.cursor]).toEqual([true, isThere ? at : expect.any(Number)]);
    }
  }
});

test('has events as long as it holds some that left the log meanwhile: it has not to look on', () => {
  const some = stream(30_000, 1, (seq) => seq === 5);
  const { backlog } = opened(some, { cursor: 0, open: [], attempts: [] });
  expect(backlog.isEmpty()).toBe(false);
  some.log.trim(20_000);
  expect(backlog.isEmpty()).toBe(false);
  expect(backlog.next()?.number).toBe(5);
});

test('goes on in one step where every fifth fact is for the slot', () => {
  const { backlog } = opened(
    stream(5_000, 1, (seq) => seq % 5 === 0),
    { cursor: 0, open: [], attempts: [] },
  );
  for (let seq = 5; seq <= 5_000; seq += 5) expect(backlog.next()?.number).toBe(seq);
});

test('writes down the newest fact as its place where it has all of its own, and not before', () => {
  const some = { ...stream(300, 1, (seq) => seq === 299), last: 300 };
  const { backlog, saved } = opened(some, { cursor: 0, open: [], attempts: [] });
  expect(backlog.next()).toBe(undefined);
  backlog.mark();
  expect(saved()?.cursor).toBe(0);
  backlog.searchOn();
  const entry = backlog.next()!;
  Object.assign(some, { last: 1_000 });
  backlog.mark();
  expect(saved()).toMatchObject({ cursor: 1_000, open: [299] });
  backlog.done(entry);
  expect(saved()).toMatchObject({ cursor: 1_000, open: [] });
});

test('large facts that nobody takes lie in the log only, but for the first few', () => {
  const all = stream(8);
  const read: number[] = [];
  let last = 0;
  const growing: Stream = {
    ...all,
    get last() {
      return last;
    },
    chunk(from, pattern) {
      const facts = all.chunk(from, pattern).facts.filter(({ seq }) => seq <= last);
      read.push(...facts.map(({ seq }) => seq));
      return { facts, scanned: facts.length, next: last + 1 };
    },
  };
  const { backlog } = opened(growing, undefined);
  expect(backlog.next()).toBeUndefined();
  for (const { seq, ...fact } of all.chunk(1, all.pattern).facts as Fact[]) {
    last = seq;
    backlog.add({ ...fact, trust: undefined, lists: undefined }, MIB);
  }
  expect(Array.from({ length: 8 }, () => backlog.next()?.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(read).toEqual([5, 6, 7, 8]);
});
