/** The subset of node:net's Socket in use, plain or with TLS around it. */
export interface StreamSocket {
  readonly writableLength: number;
  readonly destroyed: boolean;
  on(event: 'data', listener: (data: Uint8Array) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  write(data: Uint8Array, written?: () => void): unknown;
  cork(): void;
  uncork(): void;
  pause(): unknown;
  resume(): unknown;
  end(): unknown;
  destroy(): unknown;
}
