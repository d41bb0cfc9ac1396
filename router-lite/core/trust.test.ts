/** Trust levels: a rule's `trust`, told to those who announced that they understand it (spec: "Call Trust Levels"). */
import { expect, test } from 'vitest';
import { CLIENT_ROLES, Testbed } from './testbed.ts';

const allow = { call: true, register: true, publish: true, subscribe: true };
const world = () => {
  const bed = new Testbed({
    roles: {
      all: [{ uri: '', match: 'prefix', allow }],
      staff: [
        { uri: '', match: 'prefix', allow, trust: 5 },
        { uri: 'app.low', allow, trust: 0 },
      ],
    },
  });
  const plain = bed.join('all', { roles: { ...CLIENT_ROLES, callee: {}, subscriber: {} } });
  return { bed, plain, able: bed.join(), staff: bed.join('staff') };
};

test('a call has the trust level of the rule that let it through, none where the rule has none', () => {
  const { bed, plain, able, staff } = world();
  able.register('app.', { match: 'prefix' });
  plain.register('plain');
  const guest = bed.join();
  for (const [caller, procedure] of [
    [staff, 'app.x'],
    [staff, 'app.low'],
    [guest, 'app.x'],
  ] as const) {
    caller.call(procedure);
  }
  const told = able.take().map((m) => m.type === 'INVOCATION' && m.details.trustlevel);
  expect(told).toEqual([5, 0, undefined]);
  staff.call('plain');
  expect(plain.takeOne('INVOCATION').details).toEqual({});
});

test('an event is two objects at most: with the trust level for those who announced it, without for the others', () => {
  const { bed, plain, able, staff } = world();
  const [another, old] = [bed.join(), bed.join('all', { roles: { subscriber: {} } })];
  for (const client of [plain, able, another, old]) client.subscribe('app.x');
  staff.publish('app.x');
  const events = [able, another, plain, old].map((client) => client.takeOne('EVENT'));
  expect(events.map(({ details }) => details.trustlevel)).toEqual([5, 5, undefined, undefined]);
  expect(new Set(events).size).toBe(2);
});

test('a retained event keeps its trust level', () => {
  const { able, staff } = world();
  staff.publish('app.x', { retain: true });
  able.send({ type: 'SUBSCRIBE', request: 1, options: { get_retained: true }, topic: 'app.x' });
  expect(able.take().at(-1)).toMatchObject({ details: { retained: true, trustlevel: 5 } });
});
