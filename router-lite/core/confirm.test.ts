import { describe, expect, test } from 'vitest';
import { checkOptions } from './options.ts';
import { Testbed } from './testbed.ts';

const HISTORY = { history: [{ uri: 'app.', match: 'prefix' }] } as const;

describe('a publication that demands receivers', () => {
  test('reaches them when there are as many, and is acknowledged', () => {
    const bed = new Testbed();
    const [publisher, one, two] = [bed.join(), bed.join(), bed.join()];
    one.subscribe('app.news');
    two.subscribe('app.news');
    publisher.publish('app.news', { acknowledge: true, _confirm: 2 }, ['hot']);
    publisher.takeOne('PUBLISHED');
    expect(one.takeOne('EVENT').payload.args).toEqual(['hot']);
    two.takeOne('EVENT');
  });

  test.each([[true], [1], [3]])(
    'is refused with _confirm %s where there are fewer: nobody gets it',
    (_confirm) => {
      const bed = new Testbed();
      const [publisher, other] = [bed.join(), bed.join()];
      if (_confirm === 3) other.subscribe('app.news');
      publisher.publish('app.news', { acknowledge: true, _confirm });
      expect(publisher.takeOne('ERROR')).toMatchObject({
        requestType: 'PUBLISH',
        error: 'wamp.error.no_receiver',
      });
      expect(other.take()).toEqual([]);
    },
  );

  test('counts a session once, and the publisher not at all', () => {
    const bed = new Testbed();
    const [publisher, one] = [bed.join(), bed.join()];
    one.subscribe('app.news');
    one.subscribe('app.', { match: 'prefix' });
    publisher.subscribe('app.news');
    publisher.publish('app.news', { acknowledge: true, _confirm: 2 });
    publisher.takeOne('ERROR');
    expect(one.take()).toEqual([]);
    publisher.publish('app.news', { acknowledge: true, _confirm: 2, exclude_me: false });
    expect(publisher.take().map(({ type }) => type)).toContain('PUBLISHED');
  });

  test('counts those alone who may get it', () => {
    const bed = new Testbed();
    const [publisher, one] = [bed.join(), bed.join()];
    one.subscribe('app.news');
    publisher.publish('app.news', { acknowledge: true, _confirm: 1, exclude: [one.session.id] });
    publisher.takeOne('ERROR');
    expect(one.take()).toEqual([]);
  });

  test('counts a slot as one who receives it', () => {
    const bed = new Testbed();
    const [publisher, member] = [bed.join(), bed.join()];
    member.register('app.store', { _slot: { topic: 'app.news' } });
    publisher.publish('app.news', { acknowledge: true, _confirm: 1 });
    publisher.takeOne('PUBLISHED');
    member.takeOne('INVOCATION');
    publisher.publish('app.news', { acknowledge: true, _confirm: 2 });
    publisher.takeOne('ERROR');
    expect(member.take()).toEqual([]);
  });

  test('leaves no trace where it is refused: not retained, not remembered', () => {
    const bed = new Testbed(HISTORY);
    const [publisher, late] = [bed.join(), bed.join()];
    publisher.publish('app.news', { acknowledge: true, _confirm: 1, retain: true });
    publisher.takeOne('ERROR');
    late.subscribe('app.news', { get_retained: true });
    expect(late.take()).toEqual([]);
    const subscription = late.subscribe('app.', { match: 'prefix' });
    late.call('wamp.subscription.get_events', {}, [subscription]);
    expect(late.takeOne('RESULT').payload.args).toEqual([]);
  });

  test('is dropped in silence where nobody waits for the acknowledgement', () => {
    const bed = new Testbed();
    const publisher = bed.join();
    publisher.publish('app.news', { _confirm: 1 });
    expect(publisher.take()).toEqual([]);
  });

  test('a demand that is none is a protocol violation', () => {
    for (const _confirm of [0, -1, 1.5, 'all']) {
      expect(() => checkOptions('PUBLISH', { _confirm }, 'Options')).toThrow('PUBLISH.Options._confirm');
    }
    for (const _confirm of [1, 12, true, false]) checkOptions('PUBLISH', { _confirm }, 'Options');
  });
});
