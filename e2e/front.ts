/** A server in front of a running Lehr that can be given another build: the files of the page's own are gone then. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';

export class Front {
  /** True: every file of a build is answered with 404, as by a server that was started with another one. */
  anotherBuild = false;
  readonly #server = createServer((incoming, outgoing) => {
    if (this.anotherBuild && incoming.url?.startsWith('/assets/')) {
      outgoing.writeHead(404).end();
      return;
    }
    const { method, url, headers } = incoming;
    const inner = request({ host: '127.0.0.1', port: this.#port, method, path: url, headers }, (answer) => {
      // Kept by no cache, so that a page that needs a file asks for it.
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, 'cache-control': 'no-store' });
      answer.pipe(outgoing);
    });
    inner.on('error', () => outgoing.destroy());
    incoming.pipe(inner);
  });
  readonly #port: number;

  private constructor(port: number) {
    this.#port = port;
    this.#server.on('upgrade', (incoming, socket, head) => {
      const inner = connect(port, '127.0.0.1', () => {
        const headers = incoming.rawHeaders.map((word, i) => (i % 2 === 0 ? `${word}: ` : `${word}\r\n`));
        inner.write(`GET ${incoming.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
        inner.write(head);
        inner.pipe(socket).pipe(inner);
      });
      inner.on('error', () => socket.destroy());
      socket.on('error', () => inner.destroy());
    });
  }

  /** @param port of the Lehr behind, on this machine. */
  static async before(port: number): Promise<Front> {
    const front = new Front(port);
    front.#server.listen(0, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
