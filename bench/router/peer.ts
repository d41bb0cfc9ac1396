/** A client: the npm library `ws` as applications use it, joined to a realm where the server is a router. */
import { WebSocket } from 'ws';
import { type SerializerName, WIRES, type Wire } from './wire.ts';

/** Where a server is. A relay has no realm: the path says which end of which room a client is. */
export interface Target {
  readonly name: string;
  readonly kind: 'relay' | 'wamp';
  readonly port: number;
  readonly path: string;
}

export type End = 'caller' | 'callee' | 'publisher' | 'subscriber';

const ROLES = { caller: {}, callee: {}, publisher: {}, subscriber: {} };

export class Peer {
  readonly wire: Wire;
  readonly socket: WebSocket;
  /** Hears every message after the handshake. */
  onFrame: (bytes: Buffer) => void = () => {};
  #answered: ((tuple: unknown[]) => void) | null = null;
  #failed: ((error: Error) => void) | null = null;

  private constructor(socket: WebSocket, wire: Wire) {
    this.socket = socket;
    this.wire = wire;
    socket.on('message', (data: Buffer) => {
      if (this.#answered === null) this.onFrame(data);
      else this.#answered(wire.read(data));
    });
    socket.on('close', (code, reason) => this.#failed?.(new Error(`closed: ${code} ${reason}`)));
    socket.on('error', (error) => this.#failed?.(error));
  }

  static async connect(target: Target, room: string, end: End, name: SerializerName): Promise<Peer> {
    const path = target.kind === 'relay' ? `/${room}/${end}` : target.path;
    const wire = WIRES[name];
    const socket = new WebSocket(
      `ws://127.0.0.1:${target.port}${path}`,
      target.kind === 'relay' ? [] : [wire.protocol],
      {
        perMessageDeflate: false,
      },
    );
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const peer = new Peer(socket, wire);
    if (target.kind === 'wamp') await peer.ask([1, 'realm1', { roles: ROLES }]);
    return peer;
  }

  send(frame: Buffer): void {
    this.socket.send(frame, { binary: this.wire.binary });
  }

  /** Sends a request and resolves with the very next message. Rejects when that is ABORT or ERROR. */
  async ask(tuple: readonly unknown[]): Promise<unknown[]> {
    const answer = await new Promise<unknown[]>((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.send(this.wire.write(tuple));
    });
    this.#answered = this.#failed = null;
    if (answer[0] === 3 || answer[0] === 8) throw new Error(`refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  close(): void {
    this.socket.terminate();
  }
}
