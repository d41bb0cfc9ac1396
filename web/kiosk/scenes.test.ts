import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, hold, jump, opening, SCENES, type Scene, SHOWN, step } from './scenes.ts';

const all = () => true;

describe('the loop', () => {
  test('shows the scenes in turn, each its time', () => {
    let showing = opening(0);
    const seen: [Scene, number][] = [];
    for (let now = 0; now < 200_000; now += 250) {
      const next = at(showing, now, all);
      if (next !== showing) seen.push([next.scene, now - showing.since]);
      showing = next;
    }
    expect(seen.slice(0, 6)).toEqual([
      ['how', SHOWN.live],
      ['board', SHOWN.how],
      ['join', SHOWN.board],
      ['replay', SHOWN.join],
      ['live', SHOWN.replay],
      ['how', SHOWN.live],
    ]);
  });

  test('stands still while it is held, and then gives the scene its whole time again', () => {
    const held = hold(opening(0), 10_000);
    expect(at(held, 900_000, all)).toBe(held);
    const let_go = hold(held, 900_000);
    expect(at(let_go, 900_000 + SHOWN.live - 1, all).scene).toBe('live');
    expect(at(let_go, 900_000 + SHOWN.live, all).scene).toBe('how');
  });

  test('a presenter steps both ways, also while it is held', () => {
    const held = hold(opening(0), 0);
    expect(step(held, 1, 5, all)).toEqual({ scene: 'how', since: 5, held: true });
    expect(step(held, -1, 5, all).scene).toBe('replay');
    expect(jump(held, 2, 7, all)).toEqual({ scene: 'board', since: 7, held: true });
    expect(jump(held, 9, 7, all)).toBe(held);
  });

  test('whatever has nothing to show is never shown, and never keeps the loop from going on', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ wait: fc.nat(60_000), does: fc.constantFrom('tick', 'next', 'back', 'hold', 'jump') }),
        ),
        fc.subarray([...SCENES]),
        (events, filled) => {
          const has = (scene: Scene) => filled.includes(scene);
          let [showing, now] = [opening(0), 0];
          for (const { wait, does } of events) {
            now += wait;
            if (does === 'next') showing = step(showing, 1, now, has);
            else if (does === 'back') showing = step(showing, -1, now, has);
            else if (does === 'hold') showing = hold(showing, now);
            else if (does === 'jump') showing = jump(showing, wait % 6, now, has);
            showing = at(showing, now, has);
            expect(showing.scene === 'live' || has(showing.scene)).toBe(true);
          }
        },
      ),
    );
  });

  test('a scene that empties while it is shown makes way at once, also when it is held', () => {
    const board = hold(jump(opening(0), 2, 0, all), 0);
    expect(at(board, 1, (scene) => scene !== 'board').scene).toBe('join');
  });
});
