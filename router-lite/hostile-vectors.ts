/**
 * Messages that are no WAMP, by the shapes of wamp-proto's single-message vectors: options and details of the wrong type.
 * `names` is what the router's reason must name.
 */
interface InvalidVector {
  readonly names: string;
  readonly message: readonly unknown[];
}

const event = (names: string, value: unknown, ...payload: unknown[]): InvalidVector => ({
  names,
  message: [36, 123, 456, { [names]: value }, ...(payload.length > 0 ? payload : [['args']])],
});
const publish = (names: string, value: unknown, ...payload: unknown[]): InvalidVector => ({
  names,
  message: [16, 123, { [names]: value }, 'com.example.topic', ...payload],
});
const subscribe = (names: string, value: unknown): InvalidVector => ({
  names,
  message: [32, 123, { [names]: value }, 'com.example.topic'],
});

export const INVALID: readonly InvalidVector[] = [
  event('publisher', 'hello'),
  event('publisher_authid', 123),
  event('publisher_authrole', 123),
  event('topic', 123),
  event('retained', 'hello'),
  event('transaction_hash', 123),
  event('x_acknowledged_delivery', 'hello'),
  event('forward_for', 'hello'),
  event('enc_algo', 'invalid', 'a1666e6f74696365'),
  publish('acknowledge', 'hello'),
  publish('acknowledge', 1),
  publish('exclude_me', 'hello'),
  publish('exclude', 'hello'),
  publish('exclude', ['hello']),
  publish('exclude_authid', 'hello'),
  publish('exclude_authid', [123]),
  publish('exclude_authrole', 'manager'),
  publish('eligible', 'hello'),
  publish('eligible_authid', 123),
  publish('eligible_authrole', [123]),
  publish('retain', 'hello'),
  publish('transaction_hash', 123),
  publish('forward_for', 'hello'),
  publish('enc_algo', 'invalid', 'a1666e6f74696365'),
  subscribe('match', 'invalid'),
  subscribe('match', 123),
  subscribe('get_retained', 'hello'),
  subscribe('forward_for', 'hello'),
];
