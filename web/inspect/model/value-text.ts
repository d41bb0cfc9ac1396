/** Any value of a WAMP payload as text: JSON, but that binary is told by its size and first bytes. Never longer than it may be. */

const PREVIEW = 160;
const WHOLE = 20_000;
const BYTES_SHOWN = 48;
const DEEPEST = 24;

/** In one line, for a row. */
export function preview(value: unknown, most = PREVIEW): string {
  return written(value, most, '');
}

/** Args and kwargs of a payload in one line; an empty part is left out. */
export function payloadPreview(
  { args, kwargs }: { readonly args: readonly unknown[]; readonly kwargs: Readonly<Record<string, unknown>> },
  most = PREVIEW,
): string {
  const list = args.length === 1 ? preview(args[0], most) : args.length > 0 ? preview(args, most) : '';
  const named = Object.keys(kwargs).length > 0 ? preview(kwargs, most) : '';
  const both = [list, named].filter((part) => part !== '').join(' ');
  return both.length > most ? `${both.slice(0, most - 1)}…` : both;
}

/** On lines of their own, indented by two. */
export function pretty(value: unknown, most = WHOLE): string {
  return written(value, most, '  ');
}

export function hexOf(bytes: Uint8Array, most = BYTES_SHOWN): string {
  const shown = [...bytes.subarray(0, most)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const size = `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`;
  return `‹${size}${shown && `: ${shown}`}${bytes.length > most ? ' …' : ''}›`;
}

function written(value: unknown, most: number, indent: string): string {
  const writer = new Writer(most, indent);
  writer.write(value, 0);
  return writer.text;
}

/** Stops when it has enough: what is shown of a megabyte must not cost a megabyte. */
class Writer {
  readonly #most: number;
  readonly #indent: string;
  readonly #parts: string[] = [];
  #length = 0;

  constructor(most: number, indent: string) {
    this.#most = most;
    this.#indent = indent;
  }

  get text(): string {
    const text = this.#parts.join('');
    return text.length > this.#most ? `${text.slice(0, this.#most - 1)}…` : text;
  }

  write(value: unknown, depth: number): void {
    if (this.#isFull) return;
    if (value instanceof Uint8Array) this.#put(hexOf(value, this.#indent === '' ? 8 : BYTES_SHOWN));
    else if (typeof value === 'string') this.#put(JSON.stringify(this.#cut(value)));
    else if (typeof value === 'bigint') this.#put(String(value));
    else if (typeof value !== 'object' || value === null) this.#put(JSON.stringify(value) ?? 'null');
    else if (depth >= DEEPEST) this.#put('…');
    else if (Array.isArray(value)) this.#group('[]', value.entries(), depth, false);
    else this.#group('{}', Object.entries(value), depth, true);
  }

  get #isFull(): boolean {
    return this.#length > this.#most;
  }

  #group(
    [open, close]: string,
    entries: Iterable<readonly [string | number, unknown]>,
    depth: number,
    named: boolean,
  ): void {
    this.#put(open!);
    let first = true;
    for (const [key, value] of entries) {
      if (this.#isFull) return;
      if (!first) this.#put(this.#indent === '' ? ', ' : ',');
      first = false;
      this.#line(depth + 1);
      if (named) this.#put(`${JSON.stringify(key)}: `);
      this.write(value, depth + 1);
    }
    if (!first) this.#line(depth);
    this.#put(close!);
  }

  #line(depth: number): void {
    if (this.#indent !== '') this.#put(`\n${this.#indent.repeat(depth)}`);
  }

  #cut(text: string): string {
    return text.length > this.#most ? text.slice(0, this.#most) : text;
  }

  #put(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }
}
