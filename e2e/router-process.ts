/** A real `lehr router --open --inspect` in its own process, and peers of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { connect, type Peer } from '../peer/client.ts';
import { webSocketLink } from '../peer/web-socket-link.ts';

const REALM = 'com.example.lab';

export class RouterProcess {
  private readonly peers: Peer[] = [];

  private constructor(
    private readonly child: ChildProcess,
    /** Address of the inspector, as it is printed. */
    readonly inspector: string,
    readonly socket: string,
  ) {}

  static async start(): Promise<RouterProcess> {
    const args = ['cli/bin.mjs', 'router', '--open', '--inspect', '--port', '0', '--realm', REALM];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    const [inspector, socket] = await new Promise<[string, string]>((up, failed) => {
      const read = (chunk: Buffer) => {
        log += chunk;
        const page = /Inspector: (\S+)/.exec(log)?.[1];
        const ws = /Router is up: (\S+)/.exec(log)?.[1];
        if (page && ws) up([page, ws]);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => failed(new Error(`lehr router ended with ${code}:\n${log}`)));
    });
    child.removeAllListeners('exit');
    return new RouterProcess(child, inspector, socket);
  }

  /** A WAMP peer; it ends with the router at the latest. */
  join(): Peer {
    const peer = connect({ realm: REALM, link: webSocketLink(this.socket, WebSocket) });
    this.peers.push(peer);
    return peer;
  }

  /** A session that sends and hears WAMP's tuples as they are. */
  async joinByHand(roles: object): Promise<Wire> {
    const socket = new WebSocket(this.socket, 'wamp.2.json');
    await once(socket, 'open');
    const wire = new Wire(socket);
    wire.send(1, REALM, { roles });
    await wire.hears(2);
    return wire;
  }

  async end(): Promise<void> {
    await Promise.all(this.peers.map((peer) => peer.close()));
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

class Wire {
  private readonly heard: unknown[][] = [];
  private told = () => {};

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.heard.push(JSON.parse(String(data)) as unknown[]);
      this.told();
    });
  }

  send(...tuple: unknown[]): void {
    this.socket.send(JSON.stringify(tuple));
  }

  /** The first tuple of this code, now or when it comes. */
  async hears(code: number): Promise<unknown[]> {
    for (;;) {
      const at = this.heard.findIndex(([first]) => first === code);
      if (at >= 0) return this.heard.splice(at, 1)[0]!;
      await new Promise<void>((resolve) => {
        this.told = resolve;
      });
    }
  }
}
