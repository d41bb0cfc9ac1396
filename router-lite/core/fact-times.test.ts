import { expect, test } from 'vitest';
import { type Fact, type FactLog, memoryFactLog } from './fact-log.ts';
import { FactTimes } from './fact-times.ts';

const SMALL = 'x';
const BIG = 'x'.repeat(300 * 1024);

function append(log: FactLog, count: number, text: string): void {
  for (let i = 0; i < count; i++) {
    const seq = log.last + 1;
    const fact: Fact = {
      seq,
      time: 1_000 + seq,
      topic: 'a.b',
      publication: seq,
      details: {},
      payload: { args: [text] },
    };
    void log.append([fact]);
  }
}

/** The times of a log, and what they look at: the number of each fact. */
function watched(log: FactLog): { readonly times: FactTimes; readonly looked: number[] } {
  const looked: number[] = [];
  const measure = (seq: number) => {
    looked.push(seq);
    return log.measure(seq);
  };
  const proxy = new Proxy(log, {
    get: (of, name) => (name === 'measure' ? measure : Reflect.get(of, name, of)),
  });
  return { times: new FactTimes(proxy), looked };
}

test('looks at no more than a megabyte in one step, and goes on in the next', () => {
  const log = memoryFactLog('a.');
  append(log, 10, BIG);
  const { times, looked } = watched(log);
  const answers = [times.around(1), times.around(5), times.around(10)];
  expect(answers).toMatchObject([null, null, { first: 1, last: 256, earliest: 1_001, latest: 1_010 }]);
  expect(looked).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('looks at each fact once, also of the block that is being written', () => {
  const log = memoryFactLog('a.');
  const { times, looked } = watched(log);
  for (const latest of [1_100, 1_200, 1_256]) {
    append(log, latest - 1_000 - log.last, SMALL);
    for (let i = 0; i < 3; i++) expect(times.around(1)).toMatchObject({ earliest: 1_001, latest });
  }
  append(log, 10, SMALL);
  expect(times.around(260)).toMatchObject({ first: 257, last: 512, earliest: 1_257, latest: 1_266 });
  expect(looked).toEqual(Array.from({ length: 266 }, (_, i) => i + 1));
});
