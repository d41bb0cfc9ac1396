/**
 * A WebSocket client that costs next to nothing: one TCP socket, a handshake written once for all, frames of less than
 * 64 KiB. Where connections are what is measured, the clients must not be the slow part.
 */
import { connect, type Socket } from 'node:net';
import type { Target } from './peer.ts';
import { WIRES, type Wire } from './wire.ts';

const TEXT = 0x81;
const BINARY = 0x82;
const PING = 0x89;
const PONG = 0x8a;

export class LeanPeer {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #upgraded = false;
  pings = 0;
  onMessage: ((bytes: Buffer) => void) | null = null;
  onEnd: ((reason: string) => void) | null = null;

  /** `localAddress`: any of 127.0.0.0/8, for one address has too few ports for tens of thousands of connections. */
  constructor(port: number, request: Buffer, hello: Buffer, localAddress: string) {
    this.#socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true }, () =>
      this.#socket.write(request),
    );
    this.#socket.on('error', (error) => this.onEnd?.(error.message));
    this.#socket.on('close', () => this.onEnd?.('closed'));
    this.#socket.on('data', (chunk) => {
      this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
      if (!this.#upgraded) {
        if (!this.#upgrade()) return;
        this.#socket.write(hello);
      }
      while (this.#frame());
    });
  }

  #upgrade(): boolean {
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end === -1) return false;
    if (!this.#rest.toString('latin1', 0, 12).endsWith('101')) {
      this.#socket.destroy(new Error(`no upgrade: ${this.#rest.toString('latin1', 0, 80)}`));
      return false;
    }
    this.#rest = this.#rest.subarray(end + 4);
    this.#upgraded = true;
    return true;
  }

  /** Takes one frame off what was read; false when there is no whole one. */
  #frame(): boolean {
    const bytes = this.#rest;
    if (bytes.length < 2) return false;
    const short = bytes[1]! & 0x7f;
    const from = short === 126 ? 4 : 2;
    if (bytes.length < from) return false;
    const length = short === 126 ? bytes.readUInt16BE(2) : short;
    if (bytes.length < from + length) return false;
    const body = bytes.subarray(from, from + length);
    this.#rest = bytes.subarray(from + length);
    if (bytes[0] === PING) {
      this.pings++;
      this.#socket.write(masked(PONG, body));
    } else if (bytes[0] === TEXT || bytes[0] === BINARY) {
      this.onMessage?.(body);
    }
    return this.#rest.length > 0;
  }

  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  close(): void {
    this.onEnd = null;
    this.#socket.resetAndDestroy();
  }
}

/** A client's frame of less than 64 KiB with the mask 0, which leaves the bytes as they are. */
export function masked(opcode: number, body: Uint8Array): Buffer {
  const long = body.length >= 126;
  const frame = Buffer.alloc((long ? 8 : 6) + body.length);
  frame[0] = opcode;
  frame[1] = 0x80 | (long ? 126 : body.length);
  if (long) frame.writeUInt16BE(body.length, 2);
  frame.set(body, frame.length - body.length);
  return frame;
}

/** The HTTP request that asks a server for a WebSocket. */
export function upgradeRequest(target: Target, wire: Wire): Buffer {
  const relay = target.kind === 'relay';
  return Buffer.from(
    `GET ${relay ? '/lean/crowd' : target.path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nConnection: Upgrade\r\n` +
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bGVociBiZW5jaG1hcmsxMg==\r\n' +
      `${relay ? '' : `Sec-WebSocket-Protocol: ${wire.protocol}\r\n`}\r\n`,
  );
}

/** Frames of the lean client in one serializer. */
export function leanFrame(serializer: keyof typeof WIRES, tuple: readonly unknown[]): Buffer {
  const wire = WIRES[serializer];
  return masked(wire.binary ? BINARY : TEXT, wire.write(tuple));
}
