/** The clients' side of the wire: the same tuples in the same serializers to every server. */
import { decode, encode } from 'cborg';
import { Packr } from 'msgpackr';

export type SerializerName = 'json' | 'msgpack' | 'cbor';

export interface Wire {
  readonly protocol: string;
  readonly binary: boolean;
  write(tuple: readonly unknown[]): Buffer;
  read(bytes: Buffer): unknown[];
}

const packr = new Packr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

export const WIRES: Readonly<Record<SerializerName, Wire>> = {
  json: {
    protocol: 'wamp.2.json',
    binary: false,
    write: (tuple) => Buffer.from(JSON.stringify(tuple)),
    read: (bytes) => JSON.parse(bytes.toString()) as unknown[],
  },
  msgpack: {
    protocol: 'wamp.2.msgpack',
    binary: true,
    // packr reuses its buffer: what is sent must not change under the socket.
    write: (tuple) => Buffer.from(packr.pack(tuple)),
    read: (bytes) => packr.unpack(bytes) as unknown[],
  },
  cbor: {
    protocol: 'wamp.2.cbor',
    binary: true,
    write: (tuple) => Buffer.from(encode(tuple)),
    read: (bytes) => decode(bytes) as unknown[],
  },
};

/** What is in the one argument: text, bytes (base64 in JSON), or a list of integers as a tour is. */
export type Content = 'text' | 'bytes' | 'integers';

/** The arguments of a call or event, about `bytes` long on the wire. */
export function payload(bytes: number, content: Content, name: SerializerName): unknown[] {
  if (content === 'text') return ['x'.repeat(bytes)];
  if (content === 'bytes') {
    return name === 'json'
      ? [`\0${Buffer.alloc((bytes * 3) >> 2, 7).toString('base64')}`]
      : [Buffer.alloc(bytes, 7)];
  }
  const width = name === 'json' ? 6 : 3;
  return [Array.from({ length: Math.floor(bytes / width) }, (_, i) => 10_000 + ((i * 7919) % 50_000))];
}
