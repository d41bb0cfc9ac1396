/**
 * NATS JetStream as a queue: a stream in files with work-queue retention, and a push consumer that acknowledges each event. The
 * protocol is docs.nats.io/reference/reference-protocols/nats-protocol. nats-server 2.9 confirms a publication before it is on disk: it
 * syncs its files every two minutes.
 */
import { execFileSync, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { PAYLOAD, type Queue, type QueueListener } from './queue.ts';

export interface NatsServer {
  readonly port: number;
  readonly pid: number;
  stop(): void;
}

/** Null where Debian's nats-server is not installed. */
export async function startNats(folder: string): Promise<NatsServer | null> {
  try {
    execFileSync('nats-server', ['--version'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const child = spawn('nats-server', ['-a', '127.0.0.1', '-p', '-1', '-js', '-sd', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`nats-server ended with ${code}: ${said}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /Listening for client connections on 127\.0\.0\.1:(\d+)/.exec(said);
      if (found !== null && said.includes('Server is ready')) resolve(Number(found[1]));
    });
  });
  return { port, pid: child.pid!, stop: () => child.kill() };
}

const STREAM = { name: 'BENCH', subjects: ['bench.event'], storage: 'file', retention: 'workqueue' };
const CONSUMER = {
  stream_name: 'BENCH',
  config: {
    durable_name: 'slot',
    deliver_subject: 'bench.out',
    ack_policy: 'explicit',
    max_ack_pending: 1_000,
  },
};

export async function natsQueue(port: number, listener: QueueListener): Promise<Queue> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let waiting = '';
  const send = (text: string) => {
    if (waiting === '') setImmediate(flush);
    waiting += text;
  };
  const flush = () => {
    socket.write(waiting);
    waiting = '';
  };
  const publish = (subject: string, body: string, reply = '') =>
    send(`PUB ${subject} ${reply} ${body.length}\r\n${body}\r\n`);
  let answered: (body: string) => void = () => {};
  // By subscription: what a consumer delivers has the subject it was published to.
  frames(socket, (sid, reply, body) => {
    if (sid === '2') listener.confirmed();
    else if (sid === '3') listener.delivered(reply);
    else answered(body);
  });
  const ask = (subject: string, body: object) =>
    new Promise<void>((resolve, reject) => {
      answered = (text) => (text.includes('"error"') ? reject(new Error(text)) : resolve());
      publish(subject, JSON.stringify(body), 'bench.api');
    });
  send('CONNECT {"verbose":false,"pedantic":false}\r\n');
  for (const [i, subject] of ['bench.api', 'bench.confirm', 'bench.out'].entries())
    send(`SUB ${subject} ${i + 1}\r\n`);
  await ask(`$JS.API.STREAM.CREATE.${STREAM.name}`, STREAM);
  await ask(`$JS.API.CONSUMER.DURABLE.CREATE.${STREAM.name}.slot`, CONSUMER);
  return {
    publish: () => publish('bench.event', PAYLOAD, 'bench.confirm'),
    done: (reply) => publish(String(reply), '+ACK'),
    close: () => setImmediate(() => setImmediate(() => socket.end())),
  };
}

/** MSG frames: subscription id, reply and body; everything else is passed over. */
function frames(
  socket: ReturnType<typeof connect>,
  hear: (sid: string, reply: string, body: string) => void,
): void {
  let rest = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    const text = rest + chunk;
    let at = 0;
    for (;;) {
      const end = text.indexOf('\r\n', at);
      if (end === -1) break;
      const words = text.slice(at, end).split(' ');
      if (words[0] === 'PING') socket.write('PONG\r\n');
      if (words[0] !== 'MSG') {
        at = end + 2;
        continue;
      }
      const length = Number(words.at(-1));
      const next = end + 2 + length + 2;
      if (next > text.length) break;
      hear(words[2]!, words.length === 5 ? words[3]! : '', text.slice(end + 2, end + 2 + length));
      at = next;
    }
    rest = text.slice(at);
  });
}
