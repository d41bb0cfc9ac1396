import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { HEADER, type LogPosition, WriteAheadLog } from './write-ahead-log.ts';

const root = mkdtempSync(join(tmpdir(), 'lehr-wal-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fileOf = () => join(mkdtempSync(join(root, 'log-')), 'log');

const BYTES = 4096;
const START: LogPosition = { lsn: 0, checksum: 77 };

/** What is in the file does not hang on when the disk gets it. */
function opened(path: string, isSynced = false): WriteAheadLog {
  return new WriteAheadLog(path, { isSynced, bytes: BYTES });
}

/** A payload that tells its number, and has a byte of it everywhere. */
function payload(number: number, length: number): Buffer {
  const bytes = Buffer.alloc(4 + length, number % 251);
  bytes.writeUInt32LE(number);
  return bytes;
}

const record = (bytes: Buffer) => Buffer.concat([Buffer.alloc(HEADER), bytes]);

/** Appends until the log is full; the ends of what was appended. */
async function fill(log: WriteAheadLog, lengths: readonly number[], first: number) {
  const written: { readonly bytes: Buffer; readonly end: LogPosition }[] = [];
  for (const [i, length] of lengths.entries()) {
    const bytes = payload(first + i, length);
    if (!log.hasRoom(HEADER + bytes.length)) break;
    written.push({ bytes, end: await log.append(record(bytes)) });
  }
  return written;
}

const LENGTHS = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 12 });

test('what was appended is recovered from any record on, however often the log went around', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(LENGTHS, { minLength: 1, maxLength: 8 }), fc.nat(), async (laps, kept) => {
      const path = fileOf();
      const log = opened(path);
      expect(log.recover(START)).toEqual([]);
      let from = START;
      let live: Buffer[] = [];
      let count = 0;
      for (const lengths of laps) {
        const written = await fill(log, lengths, count);
        count += written.length;
        live.push(...written.map(({ bytes }) => bytes));
        const again = opened(path);
        expect(again.recover(from)).toEqual(live);
        expect(again.end).toEqual(log.end);
        await again.close();
        // As a checkpoint does, which has some of it, or all.
        const [place = -1] = written.length === 0 ? [] : [kept % written.length];
        if (place < 0) continue;
        from = written[place]!.end;
        live = written.slice(place + 1).map(({ bytes }) => bytes);
        log.release(from);
      }
      await log.close();
    }),
    { numRuns: 30 },
  );
});

test('a write that is cut off at any byte leaves every record before it, and nothing of it or behind it', async () => {
  const path = fileOf();
  const log = opened(path);
  log.recover(START);
  // An earlier lap lies beneath.
  const earlier = await fill(
    log,
    Array.from({ length: 20 }, (_, i) => 160 + i),
    0,
  );
  const from = earlier.at(-1)!.end;
  log.release(from);
  const before = readFileSync(path);
  const written = await fill(log, [5, 250, 0, 60, 100, 1, 150], 1000);
  const after = readFileSync(path);
  await log.close();
  // It goes on at the beginning of the file on its way.
  expect(Math.floor(log.end.lsn / BYTES)).toBeGreaterThan(Math.floor(from.lsn / BYTES));
  for (let cut = from.lsn; cut <= log.end.lsn; cut++) {
    const image = Buffer.from(before);
    for (let lsn = from.lsn; lsn < cut; lsn++) image[lsn % BYTES] = after[lsn % BYTES]!;
    writeFileSync(path, image);
    const torn = opened(path);
    // Bytes that were the same before are there too.
    let reached = cut;
    while (reached < log.end.lsn && before[reached % BYTES] === after[reached % BYTES]) reached += 1;
    const whole = written.filter(({ end }) => end.lsn <= reached);
    expect(torn.recover(from)).toEqual(whole.map(({ bytes }) => bytes));
    expect(torn.end).toEqual(whole.at(-1)?.end ?? from);
    await torn.close();
  }
});

test('a record that the disk never got, or garbled, ends the log, though later ones are there', async () => {
  await fc.assert(
    fc.asyncProperty(
      LENGTHS,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (lengths, which, where, bits) => {
        const path = fileOf();
        const log = opened(path);
        log.recover(START);
        const written = await fill(log, lengths, 1);
        await log.close();
        const broken = which % written.length;
        const start = broken === 0 ? 0 : written[broken - 1]!.end.lsn;
        const length = HEADER + written[broken]!.bytes.length;
        const image = readFileSync(path);
        const lost = Buffer.from(image).fill(0, start, start + length);
        image[start + (where % length)]! ^= bits;
        const rest = written.slice(0, broken).map(({ bytes }) => bytes);
        for (const each of [image, lost]) {
          writeFileSync(path, each);
          const again = opened(path);
          expect(again.recover(START)).toEqual(rest);
          // And it goes on from there; nothing of the old ones comes back behind a new one, even where that is the same again.
          const { bytes } = written[broken]!;
          const begun = again.begin();
          await again.append(record(bytes));
          await again.close();
          const last = opened(path);
          expect(last.recover(begun)).toEqual([bytes]);
          await last.close();
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a log is not written over what is not released, and says what it never takes', async () => {
  const log = opened(fileOf());
  log.recover(START);
  expect([log.takes(BYTES / 4), log.takes(BYTES / 4 + 1)]).toEqual([true, false]);
  const written = await fill(
    log,
    Array.from({ length: 40 }, () => 500),
    0,
  );
  expect(written).toHaveLength(Math.floor(BYTES / (HEADER + 504)));
  log.release(written[0]!.end);
  expect(log.hasRoom(HEADER + 504)).toBe(true);
  expect(log.hasRoom(HEADER + 505)).toBe(false);
  await log.close();
});

test('records of another folder, and of before the folder was emptied, are not read', async () => {
  const path = fileOf();
  const log = opened(path);
  log.recover(START);
  await fill(log, [10, 10, 10], 1);
  await log.close();
  const other = opened(path);
  expect(other.recover({ lsn: 0, checksum: START.checksum + 1 })).toEqual([]);
  await other.close();
});

test('a file of another size was never begun with, and is made anew', async () => {
  const path = fileOf();
  writeFileSync(path, 'cut short by the end of the machine');
  const log = opened(path, true);
  expect(log.recover(START)).toEqual([]);
  expect((await fill(log, [10], 1)).length).toBe(1);
  await log.close();
});

test('after a write that failed there is no other', async () => {
  const log = opened(fileOf());
  log.recover(START);
  await log.append(record(payload(1, 10)));
  await log.close();
  await expect(log.append(record(payload(2, 10)))).rejects.toThrow('start again when the disk is well');
  expect(log.end.lsn).toBe(HEADER + 14);
});
