import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TurnWriter } from './turn-writer.ts';

/** A stream whose system takes what `take` says, when it says so. */
function recorder() {
  const told: string[] = [];
  const bytes: number[] = [];
  const owed: (() => void)[] = [];
  const stream = {
    writableLength: 0,
    write(chunk: Uint8Array, written?: () => void) {
      bytes.push(...chunk);
      told.push(`write ${chunk.length}`);
      if (written !== undefined) owed.push(written);
    },
    cork: () => told.push('cork'),
    uncork: () => told.push('uncork'),
  };
  const take = () => {
    for (const written of owed.splice(0)) written();
  };
  return { stream, told, bytes, take };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('what one turn writes', () => {
  it('goes out when it ends, short pieces as one and long ones uncopied in one call', async () => {
    const { stream, told } = recorder();
    const writer = new TurnWriter(stream);
    writer.write(new Uint8Array(1));
    writer.write(new Uint8Array(2));
    expect(told).toEqual([]);
    expect(writer.buffered).toBe(3);
    await turn();
    expect(told.splice(0)).toEqual(['write 3']);
    writer.write(new Uint8Array(4));
    await turn();
    expect(told.splice(0)).toEqual(['write 4']);
    writer.write(new Uint8Array(10));
    writer.write(new Uint8Array(20_000));
    await turn();
    expect(told.splice(0)).toEqual(['cork', 'write 10', 'write 20000', 'uncork']);
    for (let i = 0; i < 300; i++) writer.write(new Uint8Array(100));
    writer.write(new Uint8Array(20_000));
    for (let i = 0; i < 2; i++) writer.write(new Uint8Array(100));
    for (let i = 0; i < 2; i++) writer.write(new Uint8Array(1_000));
    await turn();
    const others = ['write 13700', 'write 20000', 'write 200', 'write 1000', 'write 1000'];
    expect(told).toEqual(['cork', 'write 16300', ...others, 'uncork']);
    expect(writer.buffered).toBe(0);
  });

  it('goes out at once where it is flushed, and what follows when the turn ends', async () => {
    const { stream, told } = recorder();
    const writer = new TurnWriter(stream);
    writer.write(new Uint8Array(1));
    writer.flush();
    writer.flush();
    expect(told).toEqual(['write 1']);
    writer.write(new Uint8Array(2));
    await turn();
    expect(told).toEqual(['write 1', 'write 2']);
  });

  it('keeps its order over all writers, pieces and turns, and tells each that it was taken', async () => {
    const pieces = fc.array(
      fc.tuple(fc.nat(1), fc.constantFrom(0, 1, 9, 9000, 17_000), fc.constantFrom('hold', 'flush', 'turn')),
    );
    await fc.assert(
      fc.asyncProperty(pieces, async (list) => {
        const ends = [recorder(), recorder()];
        const writers = ends.map(({ stream }) => new TurnWriter(stream));
        const sent: number[][] = [[], []];
        const taken: number[] = [];
        for (const [i, [to, length, then]] of list.entries()) {
          writers[to]!.write(new Uint8Array(length).fill(i), () => taken.push(i));
          sent[to]!.push(...new Array<number>(length).fill(i));
          if (then === 'flush') writers[to]!.flush();
          if (then === 'turn') await turn();
        }
        await turn();
        for (const [i, { bytes, take }] of ends.entries()) {
          take();
          expect(Buffer.from(bytes).equals(Buffer.from(sent[i]!))).toBe(true);
        }
        expect(taken.toSorted((a, b) => a - b)).toEqual([...list.keys()]);
      }),
      { numRuns: 50 },
    );
  });
});
