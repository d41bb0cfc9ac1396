/**
 * A durable classic queue of RabbitMQ, persistent messages, publisher confirms, and a consumer that acknowledges each: AMQP 0-9-1
 * (rabbitmq.com/resources/specs/amqp0-9-1.pdf), as little of it as that takes. What is sent in one turn leaves in one write.
 * RabbitMQ 3.10 confirms a message once its disk has it, or its consumer has acknowledged it.
 */
import { connect } from 'node:net';
import { PAYLOAD, type Queue, type QueueListener } from './queue.ts';

const [METHOD, HEADER, BODY, END] = [1, 2, 3, 0xce];
const QUEUE = 'bench';
const PERSISTENT = Buffer.from([0x10, 0, 2]);

/** Class and method, as one number. */
const at = (kind: number, method: number): number => kind * 65_536 + method;
const [START, TUNE, OPENED] = [at(10, 10), at(10, 30), at(10, 41)];
const [CHANNEL, DECLARED, CONFIRMING, LIMITED, CONSUMING] = [
  at(20, 11),
  at(50, 11),
  at(85, 11),
  at(60, 11),
  at(60, 21),
];
const [DELIVER, ACK] = [at(60, 60), at(60, 80)];

const u8 = (value: number): Buffer => Buffer.from([value]);
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);
const u64 = (value: number): Buffer => Buffer.concat([u32(Math.floor(value / 2 ** 32)), u32(value >>> 0)]);
const short = (text: string): Buffer => Buffer.concat([u8(text.length), Buffer.from(text)]);
const long = (text: string): Buffer => Buffer.concat([u32(text.length), Buffer.from(text)]);
const NO_TABLE = u32(0);

function frame(type: number, channel: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u8(type), u16(channel), u32(body.length), body, u8(END)]);
}

function method(channel: number, kind: number, name: number, ...parts: Buffer[]): Buffer {
  return frame(METHOD, channel, u16(kind), u16(name), ...parts);
}

/** All of one publication: it is the same each time. */
const PUBLICATION = Buffer.concat([
  method(1, 60, 40, u16(0), short(''), short(QUEUE), u8(0)),
  frame(HEADER, 1, u16(60), u16(0), u64(PAYLOAD.length), PERSISTENT),
  frame(BODY, 1, Buffer.from(PAYLOAD)),
]);

/** What is answered to each step on the way to a queue that is consumed. */
const STEPS: ReadonlyMap<number, readonly Buffer[]> = new Map([
  [START, [method(0, 10, 11, NO_TABLE, short('PLAIN'), long('\0guest\0guest'), short('en_US'))]],
  [TUNE, [method(0, 10, 31, u16(1), u32(131_072), u16(0)), method(0, 10, 40, short('/'), short(''), u8(0))]],
  [OPENED, [method(1, 20, 10, short(''))]],
  [CHANNEL, [method(1, 50, 10, u16(0), short(QUEUE), u8(2), NO_TABLE)]],
  [DECLARED, [method(1, 85, 10, u8(0))]],
  [CONFIRMING, [method(1, 60, 10, u32(0), u16(1_000), u8(0))]],
  [LIMITED, [method(1, 60, 20, u16(0), short(QUEUE), short('c'), u8(0), NO_TABLE)]],
]);

export async function rabbitQueue(port: number, listener: QueueListener): Promise<Queue> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let waiting: Buffer[] = [];
  const flush = () => {
    socket.write(Buffer.concat(waiting));
    waiting = [];
  };
  const send = (bytes: Buffer) => {
    if (waiting.push(bytes) === 1) setImmediate(flush);
  };
  let [published, delivered] = [0, 0];
  const unconfirmed = new Set<number>();
  const confirmed = (tag: number, isMultiple: boolean) => {
    for (const each of isMultiple ? unconfirmed : [tag]) {
      if (each > tag) break;
      unconfirmed.delete(each);
      listener.confirmed();
    }
  };
  socket.write('AMQP\0\0\x09\x01', 'latin1');
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    frames(socket, (type, body) => {
      if (type === BODY) listener.delivered(delivered);
      if (type !== METHOD) return;
      const what = body.readUInt32BE(0);
      if (what === ACK) confirmed(Number(body.readBigUInt64BE(4)), (body[12]! & 1) === 1);
      else if (what === DELIVER) delivered = Number(body.readBigUInt64BE(5 + body[4]!));
      else if (what === CONSUMING) resolve();
      else if (STEPS.has(what)) for (const step of STEPS.get(what)!) send(step);
      else reject(new Error(`RabbitMQ said ${what >>> 16}.${what & 0xffff}: ${body.toString('latin1')}`));
    });
  });
  return {
    publish() {
      published += 1;
      unconfirmed.add(published);
      send(PUBLICATION);
    },
    done: (tag) => send(method(1, 60, 80, u64(tag as number), u8(0))),
    close: () => setImmediate(() => setImmediate(() => socket.end())),
  };
}

function frames(socket: NodeJS.ReadableStream, hear: (type: number, body: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    while (bytes.length - from >= 7) {
      const end = from + 8 + bytes.readUInt32BE(from + 3);
      if (end > bytes.length) break;
      hear(bytes[from]!, bytes.subarray(from + 7, end - 1));
      from = end;
    }
    rest = bytes.subarray(from);
  });
}
