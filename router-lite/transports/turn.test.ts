import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { flushLater, read } from './turn.ts';

const PIECE = new Uint8Array(1);
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Gathers what is written to it until it is flushed, as a TurnWriter does. */
function recorder() {
  let held: string[] = [];
  const left: string[] = [];
  const writer = {
    flush() {
      if (held.length > 0) left.push(held.join('+'));
      held = [];
    },
  };
  const write = (text: string) => {
    if (held.push(text) === 1) flushLater(writer);
  };
  return { left, write, arrives: (text: string) => read(PIECE, () => write(text)) };
}

/** A turn in which no piece came. */
beforeEach(async () => {
  recorder().write('');
  await turn();
});

describe('what a piece from the network makes us write', () => {
  it('leaves with it where the loop is quiet', async () => {
    const { left, arrives, write } = recorder();
    for (let i = 0; i < 100; i++) {
      arrives(`${i}`);
      expect(left.at(-1)).toBe(`${i}`);
      await turn();
    }
    write('of nobody');
    expect(left).toHaveLength(100);
    await turn();
    expect(left.at(-1)).toBe('of nobody');
  });

  it('leaves at the end of the turn where several pieces come in each, and with the piece again once they are few', async () => {
    const { left, arrives } = recorder();
    for (let i = 0; i < 100; i++) arrives('first');
    // So many go alone before it is seen that they are many.
    expect(left.length).toBeLessThanOrEqual(17);
    await turn();
    for (const round of ['a', 'b']) {
      left.length = 0;
      for (let i = 0; i < 3; i++) arrives(`${round}${i}`);
      expect(left).toEqual([]);
      await turn();
      expect(left).toEqual([`${round}0+${round}1+${round}2`]);
    }
    arrives('alone');
    expect(left).toHaveLength(1);
    await turn();
    arrives('quiet');
    expect(left.slice(1)).toEqual(['alone', 'quiet']);
  });

  it('leaves where dealing with the piece fails too, and what is written after that as well', async () => {
    const { left, write } = recorder();
    const deal = () => {
      write('before');
      throw new Error('a fault');
    };
    expect(() => read(PIECE, deal)).toThrow('a fault');
    expect(left).toEqual(['before']);
    write('after');
    await turn();
    expect(left).toEqual(['before', 'after']);
  });

  it('leaves in its order by the end of its turn, however pieces and turns follow each other', async () => {
    const steps = fc.array(fc.tuple(fc.nat(1), fc.constantFrom('arrives', 'write'), fc.boolean()));
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const writers = [recorder(), recorder()];
        const sent: string[][] = [[], []];
        for (const [i, [to, how, ends]] of list.entries()) {
          writers[to]![how as 'arrives' | 'write'](`${i}`);
          sent[to]!.push(`${i}`);
          if (!ends) continue;
          await turn();
          for (const [at, { left }] of writers.entries()) expect(left.join('+')).toBe(sent[at]!.join('+'));
        }
        await turn();
      }),
    );
  });
});
