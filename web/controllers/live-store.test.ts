import type { ReactiveController } from 'lit';
import { expect, test } from 'vitest';
import { LiveStore, LiveSubscription, spacedFrames } from './live-store.ts';

interface Values {
  a: number;
  b: string;
}

/** A store whose frames the test makes. */
function storeWithFrames() {
  const frames: (() => void)[] = [];
  const store = new LiveStore<Values>((flush) => frames.push(flush));
  const frame = () => {
    for (const flush of frames.splice(0)) flush();
  };
  return { store, frames, frame };
}

test('a thousand writes before a frame are one frame and one call with the latest value', () => {
  const { store, frames, frame } = storeWithFrames();
  const seen: (number | undefined)[] = [];
  store.listen(['a'], () => seen.push(store.get('a')));
  for (let i = 1; i <= 1000; i++) store.set('a', i);
  expect(frames).toHaveLength(1);
  expect(seen).toEqual([]);
  frame();
  expect(seen).toEqual([1000]);
});

test('a listener of two keys that both changed is called once', () => {
  const { store, frame } = storeWithFrames();
  let calls = 0;
  store.listen(['a', 'b'], () => {
    calls += 1;
  });
  store.set('a', 1);
  store.set('b', 'x');
  frame();
  expect(calls).toBe(1);
});

test('a value that is the same asks for no frame, and other keys tell nobody', () => {
  const { store, frames, frame } = storeWithFrames();
  store.set('a', 1);
  frame();
  let calls = 0;
  store.listen(['a'], () => {
    calls += 1;
  });
  store.set('a', 1);
  expect(frames).toHaveLength(0);
  store.set('b', 'x');
  frame();
  expect(calls).toBe(0);
});

test('a listener that writes gets another frame, not a loop', () => {
  const { store, frames, frame } = storeWithFrames();
  store.listen(['a'], () => store.set('b', `${store.get('a')}`));
  store.set('a', 1);
  frame();
  expect(store.get('b')).toBe('1');
  expect(frames).toHaveLength(1);
});

test('a subscription renders its host only while it is in the document', () => {
  const { store, frame } = storeWithFrames();
  let renders = 0;
  let controller: ReactiveController | undefined;
  new LiveSubscription(
    {
      addController: (added) => {
        controller = added;
      },
      removeController: () => {},
      requestUpdate: () => {
        renders += 1;
      },
      updateComplete: Promise.resolve(true),
    },
    store,
    ['a'],
  );
  const change = (value: number) => {
    store.set('a', value);
    frame();
  };
  change(1);
  expect(renders).toBe(0);
  controller?.hostConnected?.();
  change(2);
  expect(renders).toBe(1);
  controller?.hostDisconnected?.();
  change(3);
  expect(renders).toBe(1);
});

test('on a screen of 144 frames a second there are at most 30 flushes of them, and after a rest the next frame is one', () => {
  const asked: ((now: number) => void)[] = [];
  const store = new LiveStore<Values>(spacedFrames((tell) => asked.push(tell)));
  const flushes: number[] = [];
  let now = 0;
  store.listen(['a'], () => flushes.push(now));
  for (let i = 0; i < 144; i++) {
    now = (i * 1000) / 144;
    store.set('a', i);
    for (const tell of asked.splice(0)) tell(now);
  }
  expect(flushes.length).toBeGreaterThan(25);
  expect(flushes.length).toBeLessThanOrEqual(30);
  now = 5_000;
  for (const tell of asked.splice(0)) tell(now);
  store.set('a', -1);
  now = 6_000;
  for (const tell of asked.splice(0)) tell(now);
  expect(flushes.at(-1)).toBe(6_000);
});
