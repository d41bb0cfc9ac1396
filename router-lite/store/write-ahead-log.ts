/**
 * A write-ahead log (Mohan et al., ARIES, 1992): records in one file of fixed size, written around and around. The file is made of zeros
 * that are on the disk before the first record, so that a record changes no size and no block map: one write, through a descriptor that
 * syncs its data (O_DSYNC), is all it takes.
 *
 *     a record:  uint32 CRC-32 of all that follows   uint32 length of the payload   float64 LSN   payload      (little-endian)
 *
 * 1. A record's log sequence number (LSN) is where it begins in an endless log; its place in the file is the LSN modulo the file's
 *    size. What does not fit before the end of the file begins at the next multiple of it.
 * 2. The checksum of a record begins with the one of the record before it, and the first of each start with a number of its own. So what
 *    is left of an earlier lap, or of before a crash, is no record, and none counts behind one that is torn, or that the disk never got.
 * 3. Records are written one after another: when one is acknowledged, all before it are on the disk.
 * 4. After a write that failed there is no other: what the disk has then is not known (Rebello et al., "Can Applications Recover from
 *    fsync Failures?", 2020). The next start finds out.
 */
import { randomInt } from 'node:crypto';
import {
  closeSync,
  constants,
  fdatasync,
  fsync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  write,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';

/** What a record has before its payload. */
export const HEADER = 16;
const FILE_BYTES = 4 * 1024 * 1024;
/** In the store's folder. */
export const LOG_FILE = 'write-ahead.log';

/** The end of a record, and so where the next begins. */
export interface LogPosition {
  readonly lsn: number;
  /** The last record's checksum. */
  readonly checksum: number;
}

export interface WriteAheadLogOptions {
  /** Whether a record is on the disk when it is acknowledged, or only the system's. */
  readonly isSynced: boolean;
  /** The file's size, a multiple of 4,096; default 4 MiB. A file of another size is made anew: nothing may be left in it. */
  readonly bytes?: number;
}

const writeTo = promisify(write);
const syncData = promisify(fdatasync);
const syncAll = promisify(fsync);

/** Elsewhere the flag is not known, or does not reach the disk. */
const SYNCING = process.platform === 'linux' ? constants.O_DSYNC : 0;

export class WriteAheadLog {
  readonly #file: number;
  readonly #size: number;
  readonly #isSynced: boolean;
  /** The zeros, on their way to the disk. */
  readonly #made: Promise<void>;
  #records: Buffer | null;
  #end: LogPosition = { lsn: 0, checksum: 0 };
  #released = 0;
  #failure: Error | null = null;

  constructor(path: string, { isSynced, bytes = FILE_BYTES }: WriteAheadLogOptions) {
    const isNew = statSync(path, { throwIfNoEntry: false })?.size !== bytes;
    if (isNew) makeFile(path, bytes);
    this.#records = readFileSync(path);
    this.#size = bytes;
    this.#isSynced = isSynced;
    this.#file = openSync(path, constants.O_RDWR | (isSynced ? SYNCING : 0));
    this.#made = isNew ? syncFile(path) : Promise.resolve();
    // Told to the first that appends.
    this.#made.catch(() => {});
  }

  /** The payloads from there on, up to the first record that is torn. Once, before anything is appended; then comes begin(). */
  recover(from: LogPosition): Buffer[] {
    const records = this.#records ?? Buffer.alloc(0);
    this.#records = null;
    const payloads: Buffer[] = [];
    this.#released = from.lsn;
    this.#end = from;
    for (;;) {
      const found = this.#recordAt(records, this.#end.lsn) ?? this.#recordAt(records, this.#nextLap());
      if (found === null) return payloads;
      payloads.push(found.payload);
      this.#end = found.end;
    }
  }

  /** From here on the checksums are none that were there before. What is appended is found from the position that it returns. */
  begin(): LogPosition {
    this.#end = { lsn: this.#end.lsn, checksum: randomInt(2 ** 32) };
    return this.#end;
  }

  #recordAt(records: Buffer, lsn: number): { payload: Buffer; end: LogPosition } | null {
    const at = lsn % this.#size;
    if (at + HEADER > records.length || records.readDoubleLE(at + 8) !== lsn) return null;
    const length = HEADER + records.readUInt32LE(at + 4);
    if (length === HEADER || at + length > records.length) return null;
    const checksum = crc32(records.subarray(at + 4, at + length), this.#end.checksum);
    if (checksum !== records.readUInt32LE(at)) return null;
    return { payload: records.subarray(at + HEADER, at + length), end: { lsn: lsn + length, checksum } };
  }

  #nextLap(): number {
    return Math.ceil(this.#end.lsn / this.#size) * this.#size;
  }

  get end(): LogPosition {
    return this.#end;
  }

  /** Throws where a write failed before. */
  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Whether a record of so many bytes is one for this log at all: a longer one costs less where it goes in the end. */
  takes(length: number): boolean {
    return length <= this.#size / 4;
  }

  hasRoom(length: number): boolean {
    return this.#placeOf(length) + length - this.#released <= this.#size;
  }

  #placeOf(length: number): number {
    const { lsn } = this.#end;
    return (lsn % this.#size) + length > this.#size ? this.#nextLap() : lsn;
  }

  /**
   * `record`: HEADER bytes to be filled in here, and a payload of one byte or more; there must be room for it. Resolves with its end once
   * it is written. One at a time.
   */
  async append(record: Buffer): Promise<LogPosition> {
    await this.#made;
    this.check();
    const lsn = this.#placeOf(record.length);
    record.writeUInt32LE(record.length - HEADER, 4);
    record.writeDoubleLE(lsn, 8);
    const checksum = crc32(record.subarray(4), this.#end.checksum);
    record.writeUInt32LE(checksum);
    try {
      await this.#write(record, lsn % this.#size);
    } catch (cause) {
      this.#failure = new Error('the write-ahead log cannot be written; start again when the disk is well', {
        cause,
      });
      throw this.#failure;
    }
    this.#end = { lsn: lsn + record.length, checksum };
    return this.#end;
  }

  /** What is not synced is a copy into the system's memory: the ways to another thread and back would take ten times as long. */
  async #write(record: Buffer, place: number): Promise<void> {
    for (let done = 0; done < record.length; ) {
      const rest = [this.#file, record, done, record.length - done, place + done] as const;
      done += this.#isSynced ? (await writeTo(...rest)).bytesWritten : writeSync(...rest);
    }
    if (this.#isSynced && SYNCING === 0) await syncData(this.#file);
  }

  /** What ends there or before is needed no longer. */
  release({ lsn }: LogPosition): void {
    this.#released = Math.max(this.#released, lsn);
  }

  /** Nothing may be under way. */
  async close(): Promise<void> {
    await this.#made.catch(() => {});
    closeSync(this.#file);
  }
}

/** Under its name it has its size. */
function makeFile(path: string, bytes: number): void {
  const draft = `${path}.new`;
  writeFileSync(draft, Buffer.alloc(bytes));
  renameSync(draft, path);
}

/** It, and its name in its folder. */
async function syncFile(path: string): Promise<void> {
  for (const each of [path, dirname(path)]) {
    if (each !== path && process.platform === 'win32') return;
    const file = openSync(each, 'r');
    try {
      await syncAll(file);
    } finally {
      closeSync(file);
    }
  }
}
