/** What every FactLog must do. Run by fact-log.test.ts over each implementation. */
import { describe, expect, test } from 'vitest';
import { type Fact, type FactLog, isFact } from './core/fact-log.ts';

function fact(seq: number, more: Partial<Fact> = {}): Fact {
  return {
    seq,
    time: 1_000.5 + seq,
    topic: `job.${seq % 2}`,
    publication: 2 ** 53 - seq,
    details: { _seq: seq },
    payload: { args: [seq] },
    ...more,
  };
}

const seqs = (facts: Iterable<Pick<Fact, 'seq'>>) => [...facts].map(({ seq }) => seq);

export function factLogSuite(name: string, open: () => FactLog): void {
  describe(`${name}: what every log of facts does`, () => {
    test('gives back what it was given, in order, all or of one topic, from any number on', async () => {
      const log = open();
      expect([log.first, log.last, log.bytes]).toEqual([1, 0, 0]);
      const given = [
        fact(1, { details: { _seq: 1, publisher: 5, publisher_authid: 'ann', publisher_authrole: 'r' } }),
        fact(2, { payload: { args: [new Uint8Array([1, 2]), 2 ** 60, null], kwargs: { ü: [1.5, -0] } } }),
        fact(3, {
          payload: { kwargs: { a: 1 }, args: [] },
          trust: 0,
          lists: { exclude_authid: ['bob'] },
          key: 'k',
        }),
        fact(4, { payload: {}, key: '\0#k', details: { _seq: 4, _corrects: 2 } }),
        fact(5, {
          payload: { opaque: new Uint8Array([7]) },
          details: { _seq: 5, enc_algo: 'x_own', ppt_scheme: 'x' },
        }),
      ];
      await log.append(given.slice(0, 1));
      await log.append(given.slice(1));
      const found = [...log.read(0)].filter(isFact);
      expect(found.map((each) => ({ ...each, payload: plain(each) }))).toEqual(
        given.map((each) => ({ ...each, payload: plain(each) })),
      );
      expect([
        seqs(log.read(3)),
        seqs(log.read(2, 'job.1')),
        seqs(log.read(1, 'job.')),
        seqs(log.read(6)),
      ]).toEqual([[3, 4, 5], [3, 5], [], []]);
      expect([
        seqs(log.back(9)),
        seqs(log.back(4)),
        seqs(log.back(4, 'job.1')),
        seqs(log.back(9, 'job.0')),
        seqs(log.back(0)),
        seqs(log.back(9, 'job.')),
      ]).toEqual([[5, 4, 3, 2, 1], [4, 3, 2, 1], [3, 1], [4, 2], [], []]);
      expect([log.first, log.last]).toEqual([1, 5]);
    });

    test('finds by topic and key, however long and odd they are, until the fact is gone', async () => {
      const log = open();
      const [topic, key] = [`job.${'ü'.repeat(4_000)}`, '\u{1f525}\0#'.repeat(60)];
      await log.append([
        fact(1, { topic, key }),
        fact(2, { topic: 'job.a', key: 'k' }),
        fact(3, { topic: 'job.b', key: 'k' }),
      ]);
      expect([
        log.withKey(topic, key)?.seq,
        log.withKey('job.a', 'k')?.publication,
        log.withKey('job.b', 'k')?.seq,
        log.withKey('job.', 'a#k'),
        log.withKey('job.a', 'l'),
      ]).toEqual([1, 2 ** 53 - 2, 3, undefined, undefined]);
      expect(seqs(log.read(1, topic))).toEqual([1]);
      log.trim(2);
      expect([log.withKey(topic, key), log.withKey('job.a', 'k')?.seq]).toEqual([undefined, 2]);
      await log.append([fact(4, { topic, key })]);
      expect(log.withKey(topic, key)?.seq).toBe(4);
    });

    test('tells keys apart that differ in half of a surrogate pair only', async () => {
      const log = open();
      const keys = [
        '\ud800',
        '\ud801',
        '\udc00',
        '\ufffd',
        '"\\ud800"',
        `\udc00${'x'.repeat(400)}`,
        `\udc01${'x'.repeat(400)}`,
      ];
      await log.append(keys.map((key, i) => fact(i + 1, { topic: 'job.a', key })));
      expect(keys.map((key) => log.withKey('job.a', key)?.seq)).toEqual(keys.map((_, i) => i + 1));
    });

    test('knows what it has, and what each weighs, as it is trimmed', async () => {
      const log = open();
      await log.append(Array.from({ length: 600 }, (_, i) => fact(i + 1)));
      const weights = Array.from({ length: 600 }, (_, i) => log.measure(i + 1)!);
      expect(weights[9]!.time).toBe(1_010.5);
      expect(log.bytes).toBe(weights.reduce((sum, { bytes }) => sum + bytes, 0));
      log.trim(600);
      expect([log.first, log.last, log.bytes, log.measure(599)]).toEqual([
        600,
        600,
        weights[599]!.bytes,
        undefined,
      ]);
      expect([seqs(log.read(1)), seqs(log.read(1, 'job.1')), seqs(log.back(999))]).toEqual([
        [600],
        [],
        [600],
      ]);
      log.trim(601);
      expect([log.first, log.last, log.bytes, seqs(log.read(1))]).toEqual([601, 600, 0, []]);
      await log.append([fact(601)]);
      expect(seqs(log.read(1))).toEqual([601]);
    });
  });
}

/** Absent parts and parts that are read late look the same. */
function plain({ payload: { args, kwargs, opaque } }: Fact): unknown {
  return { args, kwargs, opaque };
}
