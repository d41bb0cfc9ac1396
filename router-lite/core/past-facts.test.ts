/** wamp.subscription.get_events of facts: the conditions of the specification over the whole of a log, a page at a time. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { memoryFactLog } from './fact-log.ts';
import { ask, facts, type Page, page, prefix, six, time, told, world } from './past-facts.test-world.ts';
import { Testbed } from './testbed.ts';

describe('get_events of facts', () => {
  test('takes every condition of the spec, and all of them at once', () => {
    const { reader, all } = six();
    const found = page(reader, all) as Page;
    expect(found.events[1]).toEqual({
      timestamp: time(1),
      subscription: all,
      publication: expect.any(Number),
      details: { _seq: 2 },
      args: [1],
    });
    const [, one, , three] = found.events.map(({ publication }) => publication);
    const cases: [object, number[]][] = [
      [{}, [0, 1, 2, 3, 4, 5]],
      [{ reverse: true }, [5, 4, 3, 2, 1, 0]],
      [{ limit: 2 }, [0, 1]],
      [{ reverse: true, limit: 2 }, [5, 4]],
      [{ from_time: time(3) }, [3, 4, 5]],
      [{ after_time: time(3) }, [4, 5]],
      [{ before_time: time(3), reverse: true }, [2, 1, 0]],
      [{ until_time: time(3) }, [0, 1, 2, 3]],
      [{ topic: 'log.even' }, [0, 2, 4]],
      [{ topic: 'log.even', reverse: true, limit: 1 }, [4]],
      [{ topic: 'other' }, []],
      [{ from_publication: one }, [1, 2, 3, 4, 5]],
      [{ after_publication: one, reverse: true }, [5, 4, 3, 2]],
      [{ before_publication: three }, [0, 1, 2]],
      [{ until_publication: three, reverse: true }, [3, 2, 1, 0]],
      [{ after_publication: one, until_publication: three, topic: 'log.odd', limit: 1 }, [3]],
      [{ from_publication: three, before_publication: one }, []],
      [{ from_publication: 4711 }, []],
      [{ from_publication: one, until_publication: 4711 }, []],
    ];
    for (const [query, expected] of cases)
      expect([query, told(page(reader, all, query))]).toEqual([query, expected]);
    expect(told(page(reader, reader.subscribe('log.odd'), { reverse: true }))).toEqual([5, 3, 1]);
    expect(told(page(reader, reader.subscribe('log.odd'), { topic: 'log.even' }))).toEqual([]);
  });

  test.each([{ limit: 0 }, { from_time: 'yesterday' }, { topic: 5 }, { after_publication: 'x' }])(
    'refuses %j with wamp.error.invalid_argument',
    (query) => {
      const { reader, all } = six();
      expect(page(reader, all, query)).toBe('wamp.error.invalid_argument');
    },
  );

  test('tells a thousand at a time, and whether there are more', () => {
    const { writer, reader } = world();
    for (let n = 1; n <= 2_000; n++) writer.publish('log.a', {}, [n]);
    const id = reader.subscribe('log.a');
    const first = page(reader, id) as Page;
    expect([first.events.length, first.isLimitReached]).toEqual([1_000, true]);
    const after_publication = first.events.at(-1)!.publication;
    const second = page(reader, id, { after_publication, limit: 5_000 }) as Page;
    expect([second.events[0]!.args, second.events.length, second.isLimitReached]).toEqual([
      [1_001],
      1_000,
      false,
    ]);
  });

  test('tells 4 MiB at a time, and of one that is larger', () => {
    const { writer, reader } = world();
    const large = (mebibytes: number) => ['x'.repeat(mebibytes * 1024 * 1024)];
    for (const size of [1.5, 1.5, 1.5, 6, 1]) writer.publish('log.a', {}, large(size));
    const id = reader.subscribe('log.a');
    const seqs: number[][] = [];
    for (let query: object | null = {}; query !== null; ) {
      const { events, isLimitReached } = page(reader, id, query) as Page;
      seqs.push(events.map(({ details }) => details._seq));
      query = isLimitReached ? { after_publication: events.at(-1)!.publication } : null;
    }
    expect(seqs).toEqual([[1, 2], [3], [4], [5]]);
  });

  test('reads a page from where the one before ended, without looking for it', () => {
    const log = memoryFactLog('log.');
    const { writer, reader } = world({ openFactLog: () => log });
    for (let n = 1; n <= 3_000; n++) writer.publish('log.a', {}, [n]);
    const id = reader.subscribe('log.', prefix);
    const { events } = page(reader, id, { limit: 10 }) as Page;
    const back = vi.spyOn(log, 'back');
    const next = page(reader, id, { after_publication: events.at(-1)!.publication, limit: 10 });
    expect(told(next)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(back).not.toHaveBeenCalled();
    // Any other is found too, from the newest back.
    expect(told(page(reader, id, { from_publication: events[4]!.publication, limit: 1 }))).toEqual([5]);
    expect(back).toHaveBeenCalled();
  });

  test('finds what lies between times wherever the clock had it, and does not read what lies elsewhere', () => {
    const log = memoryFactLog('log.');
    const { bed, writer, reader } = world({ openFactLog: () => log });
    // An hour on, then back to where the clock began; and every third is of another topic.
    const clock = (n: number) => 1_000 * (n <= 2_000 ? n : n - 2_000);
    for (let n = 1; n <= 4_000; n++) {
      bed.now = clock(n);
      writer.publish(n % 3 === 0 ? 'log.b' : 'log.a', {}, [n]);
    }
    bed.now = 10_000_000;
    const all = reader.subscribe('log.', prefix);
    const [from, until] = [1_500, 1_510];
    const inTime = Array.from({ length: 4_000 }, (_, i) => i + 1).filter(
      (n) => clock(n) >= from * 1_000 && clock(n) < until * 1_000,
    );
    const asked = { from_time: time(from), before_time: time(until) };
    expect(inTime).toHaveLength(20);
    expect(told(page(reader, all, asked))).toEqual(inTime);
    const read = vi.spyOn(log, 'read');
    const measured = vi.spyOn(log, 'measure');
    expect(told(page(reader, all, { ...asked, reverse: true }))).toEqual(inTime.toReversed());
    expect(told(page(reader, all, { ...asked, topic: 'log.b' }))).toEqual(inTime.filter((n) => n % 3 === 0));
    // Two blocks of 256 each time, in steps of 64; and the last block, which is not full, is looked at anew.
    expect(read.mock.calls.length).toBeLessThanOrEqual(2 * 5);
    expect(measured.mock.calls.length).toBeLessThanOrEqual(3 * 256);
    expect(told(page(reader, all, { after_time: time(9_000) }))).toEqual([]);
  });

  test('takes turns: between two steps others are served, and what they publish is not told', () => {
    const { bed, writer, reader } = world();
    for (let n = 1; n <= 500; n++) writer.publish('log.a', {}, [n]);
    const id = reader.subscribe('log.a');
    ask(reader, id, { reverse: true });
    let steps = 0;
    while (bed.core.lags(reader.session)) {
      expect(reader.take()).toEqual([]);
      writer.publish('log.b', {}, [steps]);
      bed.deliver(bed.core.replay(reader.session, bed.now));
      steps += 1;
    }
    expect(steps).toBeGreaterThan(5);
    expect(reader.takeOne('RESULT').payload.args).toHaveLength(500);
  });

  test('answers in the order of asking, up to sixteen at once, and nobody who left', () => {
    const { bed, reader, all } = six();
    for (let n = 0; n < 17; n++) ask(reader, all, { limit: 1 });
    expect(reader.takeOne('ERROR')).toMatchObject({ error: 'wamp.error.unavailable' });
    bed.replay();
    const requests = reader.take().map((answer) => answer.type === 'RESULT' && answer.request);
    expect(requests).toHaveLength(16);
    const inOrder = requests.toSorted((a, b) => Number(a) - Number(b));
    expect(requests).toEqual(inOrder);
    ask(reader, all);
    reader.disconnect();
    expect(bed.core.lags(reader.session)).toBe(false);
    bed.replay();
  });

  test('gives up a question that is canceled, and goes on with the next', () => {
    const { bed, reader, all } = six();
    ask(reader, all);
    ask(reader, all, { limit: 1 });
    reader.cancel(2);
    expect(reader.takeOne('ERROR')).toMatchObject({ request: 2, error: 'wamp.error.canceled' });
    reader.cancel(7);
    bed.replay();
    expect(reader.takeOne('RESULT').payload.args).toHaveLength(1);
  });

  test('keeps from a reader what was not for it, as a place to begin at too', () => {
    const allow = { call: true, publish: true, subscribe: true };
    const rules = [{ uri: '', match: 'prefix' as const, allow }];
    const blind = [{ uri: 'wamp.', match: 'prefix' as const, allow: { call: true } }];
    const bed = new Testbed({ facts, roles: { staff: rules, guest: rules, blind } });
    const [staff, guest, shut] = [bed.join('staff'), bed.join('guest'), bed.join('blind')];
    staff.publish('log.x', {}, ['all']);
    staff.publish('log.x', { eligible_authrole: ['staff'] }, ['staff only']);
    staff.publish('log.x', {}, ['all again']);
    const id = staff.subscribe('log.x');
    const { events } = page(staff, id) as Page;
    expect(events).toHaveLength(3);
    expect(told(page(guest, id))).toEqual(['all', 'all again']);
    expect(told(page(guest, id, { from_publication: events[1]!.publication }))).toEqual([]);
    expect(page(shut, id)).toBe('wamp.error.not_authorized');
  });

  test('pages of any size, either way, are all there is, once', () => {
    const { writer, reader } = world();
    const topics = ['log.a', 'log.b', 'log.a.b'];
    for (let n = 1; n <= 300; n++) writer.publish(topics[(n * n) % 3]!, {}, [n]);
    const ids = {
      'log.': reader.subscribe('log.', prefix),
      'log.a': reader.subscribe('log.a'),
      'log.a.': reader.subscribe('log.a.', prefix),
    };
    const all = Object.fromEntries(
      Object.entries(ids).map(([uri, id]) => [uri, told(page(reader, id)) as number[]]),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(ids)),
        fc.integer({ min: 1, max: 400 }),
        fc.boolean(),
        (uri, limit, reverse) => {
          const seen: unknown[] = [];
          for (let query: object | null = {}; query !== null; ) {
            const { events, isLimitReached } = page(reader, ids[uri as keyof typeof ids], {
              limit,
              reverse,
              ...query,
            }) as Page;
            seen.push(...events.map(({ args }) => args[0]));
            const edge = events.at(-1)?.publication;
            query = !isLimitReached
              ? null
              : reverse
                ? { before_publication: edge }
                : { after_publication: edge };
          }
          expect(seen).toEqual(reverse ? all[uri]!.toReversed() : all[uri]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
