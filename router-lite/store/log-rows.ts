/** Keys and values of the tables of lmdb-logs.ts. */

/** The length of the marks, the marks, each ended by NUL, and the bytes. */
export function withMarks(bytes: Uint8Array, marks: readonly string[]): Buffer {
  let text = '';
  for (const mark of marks) text += `${mark}\0`;
  const length = Buffer.byteLength(text);
  const value = Buffer.allocUnsafe(2 + length + bytes.length);
  value.writeUInt16BE(length);
  value.write(text, 2);
  value.set(bytes, 2 + length);
  return value;
}

export function marksOf(value: Buffer): string[] {
  return value
    .toString('utf8', 2, 2 + value.readUInt16BE())
    .split('\0')
    .slice(0, -1);
}

export function bytesOf(value: Buffer): Uint8Array {
  const skipped = 2 + value.readUInt16BE();
  return new Uint8Array(value.buffer, value.byteOffset + skipped, value.length - skipped);
}

/** The log's name, NUL, and the sequence number so that byte order is its order. */
export function entryKey(log: string, seq: number): Buffer {
  return keyWith(`${log}\0`, seq);
}

export function markKey(log: string, mark: string, seq: number): Buffer {
  return keyWith(`${log}\0${mark}\0`, seq);
}

function keyWith(name: string, seq: number): Buffer {
  const length = Buffer.byteLength(name);
  const key = Buffer.allocUnsafe(length + 8);
  key.write(name);
  key.writeUInt32BE(Math.floor(seq / 2 ** 32), length);
  key.writeUInt32BE(seq >>> 0, length + 4);
  return key;
}

export function seqAt(key: Buffer, end: number): number {
  return key.readUInt32BE(end - 8) * 2 ** 32 + key.readUInt32BE(end - 4);
}
