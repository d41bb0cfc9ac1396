/** A durable slot's place among facts: what it remembers is as little as is open, and none is lost or read twice. */
import { expect, test } from 'vitest';
import { memoryFactLog } from './fact-log.ts';
import { type Progress, type Stream, StreamBacklog } from './stream-backlog.ts';

function stream(count: number, first = 1): Stream {
  const log = memoryFactLog('f.');
  for (let seq = 1; seq <= count; seq++) {
    log.append([{ seq, topic: 'f.a', publication: seq, time: 0, details: { _seq: seq }, payload: {} }]);
  }
  log.trim(first);
  return {
    pattern: { uri: 'f.', match: 'prefix' },
    log,
    last: count,
    chunk(from) {
      const facts = [...log.read(from)].slice(0, 10);
      return { facts, next: (facts.at(-1)?.seq ?? count) + 1 };
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
