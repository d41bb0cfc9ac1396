/**
 * Carries what is said between a page and a peer in another tab over a BroadcastChannel, for browsers without a
 * SharedWorker. Both ends hold real MessagePorts, so neither knows: of a port that a page lends (a kernel's), the other
 * end makes one of its own.
 */
import type { Carried, End } from './tab-protocol.ts';

/** Kernels that were ended leave theirs behind: of so many, the oldest are ended ones. */
const MOST_LENT = 256;

export class TabBridge {
  readonly connection: string;
  readonly #towards: End;
  readonly #post: (message: Carried) => void;
  readonly #ports = new Map<number, MessagePort>();
  #lent = 0;

  constructor(connection: string, towards: End, post: (message: Carried) => void) {
    this.connection = connection;
    this.#towards = towards;
    this.#post = post;
  }

  /** Begins to carry what comes out of the port; it is this bridge's from now on. */
  join(port: MessagePort, number = 0): void {
    this.#ports.set(number, port);
    if (this.#ports.size > MOST_LENT) this.#drop([...this.#ports.keys()].find((each) => each > 0)!);
    port.addEventListener('message', (event: MessageEvent) => this.#carry(number, event));
    port.start();
  }

  receive({ port: number, data, lent }: Carried): void {
    const port = this.#ports.get(number);
    if (!port) return;
    if (lent === null) {
      port.postMessage(data);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    this.join(port1, lent);
    port.postMessage(
      withArguments(data, (value) => (value === LENT ? port2 : value)),
      [port2],
    );
  }

  close(): void {
    for (const number of [...this.#ports.keys()]) this.#drop(number);
  }

  #carry(port: number, { data, ports: [lent] }: MessageEvent): void {
    const carried = { is: 'carried', connection: this.connection, towards: this.#towards, port } as const;
    if (!lent) {
      this.#post({ ...carried, data, lent: null });
      return;
    }
    this.#lent += 1;
    this.join(lent, this.#lent);
    const told = withArguments(data, (value) => (value === lent ? LENT : value));
    this.#post({ ...carried, data: told, lent: this.#lent });
  }

  #drop(number: number): void {
    this.#ports.get(number)?.close();
    this.#ports.delete(number);
  }
}

/** Stands where a port stood: what is broadcast can hold none. */
const LENT = 'lehr: the port that was lent';

/** Comlink's message of a call with other arguments; ports are lent as arguments of calls only. */
function withArguments(data: unknown, change: (value: unknown) => unknown): unknown {
  const call = data as { readonly argumentList?: readonly { readonly value: unknown }[] };
  const argumentList = call.argumentList?.map((each) => ({ ...each, value: change(each.value) }));
  return { ...call, argumentList };
}
