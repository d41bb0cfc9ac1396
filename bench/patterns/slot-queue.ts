/** A durable slot as a queue, over RawSocket and MessagePack; what is sent in one turn leaves in one write. */
import { connect } from 'node:net';
import { Packr } from 'msgpackr';
import { PAYLOAD, type Queue, type QueueListener } from './queue.ts';

const packr = new Packr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });
const [HELLO, WELCOME, ERROR, PUBLISH, PUBLISHED] = [1, 2, 8, 16, 17];
const [REGISTER, REGISTERED, INVOCATION, YIELD] = [64, 65, 68, 70];
/** Magic, longest message 16 MiB and MessagePack, and two zeros. */
const GREETING = Buffer.from([0x7f, 0xf2, 0, 0]);

export async function slotQueue(port: number, listener: QueueListener): Promise<Queue> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let request = 1;
  let waiting: Buffer[] = [];
  const flush = () => {
    socket.write(Buffer.concat(waiting));
    waiting = [];
  };
  const send = (tuple: readonly unknown[]) => {
    const bytes = packr.pack(tuple);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(bytes.length);
    // packr reuses its buffer.
    waiting.push(head, Buffer.from(bytes));
    if (waiting.length === 2) setImmediate(flush);
  };
  const joined = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    messages(socket, (tuple) => {
      switch (tuple[0]) {
        case PUBLISHED:
          listener.confirmed();
          break;
        case INVOCATION:
          listener.delivered(tuple[1]);
          break;
        case WELCOME:
          send([
            REGISTER,
            1,
            { concurrency: 1_000, _slot: { topic: 'bench.event', durable: true } },
            'bench.slot',
          ]);
          break;
        case REGISTERED:
          resolve();
          break;
        case ERROR:
          reject(new Error(JSON.stringify(tuple)));
      }
    });
  });
  socket.write(GREETING);
  send([HELLO, 'realm1', { roles: { publisher: {}, callee: {} } }]);
  await joined;
  return {
    publish() {
      request += 1;
      send([PUBLISH, request, { acknowledge: true }, 'bench.event', [PAYLOAD]]);
    },
    done: (id) => send([YIELD, id, {}]),
    close: () => setImmediate(() => setImmediate(() => socket.end())),
  };
}

/** Cuts the stream into messages, after the four bytes of the handshake. */
function messages(socket: NodeJS.ReadableStream, hear: (tuple: unknown[]) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  let greeted = false;
  socket.on('data', (chunk: Buffer) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!greeted && bytes.length >= 4) {
      greeted = true;
      bytes = bytes.subarray(4);
    }
    let at = 0;
    while (bytes.length - at >= 4) {
      // The first byte says what kind of frame; 0 is a message.
      const end = at + 4 + (bytes.readUInt32BE(at) & 0xffffff);
      if (end > bytes.length) break;
      if (bytes[at] === 0) hear(packr.unpack(bytes.subarray(at + 4, end)) as unknown[]);
      at = end;
    }
    rest = bytes.subarray(at);
  });
}
