import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Holdable, Holds } from './holds.ts';

/** A connection that knows whether it is read from. */
function connection() {
  const state = { reads: true, pauses: 0 };
  const transport = {
    pause() {
      state.reads = false;
      state.pauses++;
    },
    resume() {
      state.reads = true;
    },
  };
  return { state, transport };
}

function world() {
  const time = { now: 0 };
  return { time, holds: new Holds<Holdable>(() => time.now) };
}

describe('a connection that feeds one that is behind', () => {
  it('is not read from until the last of them is relieved, and the time is counted', () => {
    const { time, holds } = world();
    const [feeder, a, b] = [connection(), connection(), connection()];
    holds.hold(feeder, a);
    holds.hold(feeder, b);
    holds.hold(feeder, a);
    expect(feeder.state).toEqual({ reads: false, pauses: 1 });
    time.now = 30;
    holds.relieve(a);
    expect(feeder.state.reads).toBe(false);
    expect(holds.stats()).toEqual({ held: 1, holds: 1, heldMillis: 30 });
    time.now = 50;
    holds.relieve(b);
    expect(feeder.state.reads).toBe(true);
    time.now = 99;
    expect(holds.stats()).toEqual({ held: 0, holds: 1, heldMillis: 50 });
  });

  it('may be itself the one that is behind', () => {
    const { holds } = world();
    const client = connection();
    holds.hold(client, client);
    expect(client.state.reads).toBe(false);
    holds.relieve(client);
    expect(client.state.reads).toBe(true);
  });

  it('goes on as before where it cannot be held back', () => {
    const { holds } = world();
    holds.hold({ transport: {} }, connection());
    expect(holds.stats()).toEqual({ held: 0, holds: 0, heldMillis: 0 });
  });
});

it('exactly those are held that feed somebody who is behind and still there, whatever comes and goes', () => {
  const who = fc.nat({ max: 5 });
  const step = fc.oneof(
    fc.record({ do: fc.constant('hold' as const), feeder: who, receiver: who }),
    fc.record({ do: fc.constantFrom('relieve' as const, 'forget' as const), receiver: who }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { holds } = world();
      const all = Array.from({ length: 6 }, connection);
      const pairs = new Set<string>();
      for (const each of steps) {
        const { receiver } = each;
        if (each.do === 'hold') {
          holds.hold(all[each.feeder]!, all[receiver]!);
          pairs.add(`${each.feeder} ${receiver}`);
        } else {
          holds[each.do](all[receiver]!);
          for (const pair of [...pairs]) {
            const [feeder, behind] = pair.split(' ').map(Number);
            if (behind === receiver || (each.do === 'forget' && feeder === receiver)) pairs.delete(pair);
          }
          // Who is gone is read from no more, by whatever ended it.
          if (each.do === 'forget') all[receiver]!.state.reads = true;
        }
        const feeding = new Set([...pairs].map((pair) => Number(pair.split(' ')[0])));
        expect(all.map(({ state }) => state.reads)).toEqual(all.map((_, i) => !feeding.has(i)));
        expect(holds.stats().held).toBe(feeding.size);
      }
    }),
  );
});
