/** How a WebSocket connection ends, byte by byte. */
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { record } from './transport.suite.ts';
import { rawSockets } from './websocket.test-world.ts';

/** A short text message with the mask 0. */
function clientFrame(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x81, 0x80 | text.length, 0, 0, 0, 0), Buffer.from(text)]);
}

/** All that the server sends until it ends its direction. */
async function allOf(client: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  client.on('data', (chunk) => chunks.push(chunk));
  await new Promise((ended) => client.once('end', ended));
  return Buffer.concat(chunks);
}

it.each([
  ['text that is no UTF-8', '818200000000c328', 1007, 'broken'],
  ['a frame without a mask', '810161', 1002, 'broken'],
  ['a message longer than its limit', '81fe100100000000', 1009, 'message too big'],
  ['a close frame of one byte', '88810000000003', 1002, 'broken'],
])('answers %s with the close code of the RFC, and hears nothing more', async (_, hex, code, cause) => {
  const { transport, client, dispose } = await rawSockets(4096);
  const heard = record(transport);
  client.write(Buffer.concat([clientFrame('[49,1,{}]'), Buffer.from(hex, 'hex'), clientFrame('[49,2,{}]')]));
  expect(await heard.next()).toMatchObject({ message: { request: 1 } });
  const frame = await allOf(client);
  expect([frame[0], frame.readUInt16BE(2)]).toEqual([0x88, code]);
  client.end();
  expect(await heard.next()).toEqual({ closed: cause });
  await dispose();
});

it.each([
  ['8880', '00000000', 'left', '8800'],
  ['8882', '0000000003e8', 'left', '880203e8'],
  ['8882', '0000000003e9', 'left', '880203e9'],
  ['8882', '000000000fa0', 'lost', '88020fa0'],
])('answers a close frame with its code, and then ends (%s%s: %s)', async (head, rest, cause, answer) => {
  const { transport, client, dispose } = await rawSockets();
  const heard = record(transport);
  client.write(Buffer.from(head + rest, 'hex'));
  expect((await allOf(client)).toString('hex')).toBe(answer);
  transport.send({ type: 'PUBLISHED', request: 1, publication: 2 });
  client.end();
  expect(await heard.next()).toEqual({ closed: cause });
  await dispose();
});

it('ends a connection whose peer says goodbye and stays, and one that is cut off', async () => {
  for (const [bytes, cause] of [
    [Buffer.from('888000000000', 'hex'), 'left'],
    [null, 'lost'],
  ] as const) {
    const { transport, client, dispose } = await rawSockets(4096, 20);
    const heard = record(transport);
    if (bytes === null) client.end();
    else client.write(bytes);
    expect(await heard.next()).toEqual({ closed: cause });
    await dispose();
  }
});

it('writes nothing after its close frame, whatever was under way', async () => {
  const { transport, client, dispose } = await rawSockets();
  record(transport);
  transport.send({ type: 'PUBLISHED', request: 1, publication: 2 });
  transport.close('enough');
  transport.send({ type: 'PUBLISHED', request: 2, publication: 2 });
  transport.probe(60_000);
  client.write(Buffer.from('898000000000', 'hex'));
  client.write(Buffer.from('888000000000', 'hex'));
  const frames = await allOf(client);
  expect(frames.toString('latin1')).toBe('\x81\x08[17,1,2]\x88\x08\x03\xe8enough');
  await dispose();
});
