/** A static host as anybody has one: files of a folder under a path, and nothing else. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import sirv from 'sirv';

export class StaticHost {
  /** Requests that asked for something the folder does not have. */
  readonly strays: string[] = [];
  readonly #path: string;
  readonly #server;

  private constructor(folder: string, path: string) {
    this.#path = path;
    const files = sirv(folder, { etag: true });
    this.#server = createServer((request, response) => {
      const stray = () => {
        this.strays.push(request.url ?? '');
        response.writeHead(404).end();
      };
      if (!request.url?.startsWith(path)) return stray();
      request.url = request.url.slice(path.length - 1);
      files(request, response, stray);
    });
    this.#server.on('upgrade', (request, socket) => {
      this.strays.push(`upgrade ${request.url}`);
      socket.destroy();
    });
  }

  /** @param path begins and ends with a slash */
  static async of(folder: string, path: string): Promise<StaticHost> {
    const host = new StaticHost(folder, path);
    host.#server.listen(0, '127.0.0.1');
    await once(host.#server, 'listening');
    return host;
  }

  /** Without the closing slash. */
  get url(): string {
    const { port } = this.#server.address() as { port: number };
    return `http://127.0.0.1:${port}${this.#path.slice(0, -1)}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
