/**
 * Where the pictures of a page are drawn: in one worker for all, or in the page itself where a picture is still or the
 * browser cannot draw in workers. The worker lives as long as one of its pictures.
 */
import type { FromDrawing, PictureKind, Pictures, ToDrawing } from '../drawing/drawing-protocol.ts';
import type { Painter } from '../drawing/painter.ts';
import { painterOf } from '../drawing/painters.ts';

export interface Audience {
  /** A frame is to be seen. */
  drawn(millis: number): void;
  /** The worker could not be started, or died: open the picture anew, on canvases that nobody took. */
  lost(): void;
}

/** Draws in this page's own thread. */
export function drawHere<K extends PictureKind>(
  kind: K,
  canvases: readonly HTMLCanvasElement[],
  audience: Audience,
): Painter<Pictures[K]> {
  return painterOf(kind, canvases, audience);
}

/** Takes the canvases away from the page. Only where canDrawElsewhere(). */
export function drawElsewhere<K extends PictureKind>(
  kind: K,
  canvases: readonly HTMLCanvasElement[],
  audience: Audience,
): Painter<Pictures[K]> {
  thread ??= new DrawingThread();
  return thread.open(kind, canvases, audience);
}

/** False where there are no canvases for workers (Safari before 16.4), or the worker failed once. */
export function canDrawElsewhere(): boolean {
  return (
    !failed &&
    typeof Worker !== 'undefined' &&
    typeof OffscreenCanvas !== 'undefined' &&
    'transferControlToOffscreen' in HTMLCanvasElement.prototype
  );
}

let thread: DrawingThread | null = null;
let failed = false;

interface Open {
  readonly audience: Audience;
  /** Told to the worker when it has taken what it was told last: the latest of each field. */
  pending: Pictures[PictureKind] | null;
  isTaking: boolean;
}

class DrawingThread {
  readonly #worker = new Worker(new URL('../drawing/drawing.worker.ts', import.meta.url), {
    type: 'module',
    name: 'lehr drawing',
  });
  readonly #open = new Map<number, Open>();
  #opened = 0;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<FromDrawing>) => this.#hear(data);
    this.#worker.onerror = () => this.#fail();
  }

  open<K extends PictureKind>(
    kind: K,
    canvases: readonly HTMLCanvasElement[],
    audience: Audience,
  ): Painter<Pictures[K]> {
    this.#opened += 1;
    const id = this.#opened;
    const picture: Open = { audience, pending: null, isTaking: false };
    this.#open.set(id, picture);
    const sheets = canvases.map((canvas) => canvas.transferControlToOffscreen());
    this.#worker.postMessage({ is: 'open', id, kind, canvases: sheets } satisfies ToDrawing, sheets);
    return {
      change: (change) => {
        picture.pending = { ...picture.pending, ...change } as Pictures[K];
        this.#tell(id, picture);
      },
      close: () => this.#close(id),
    };
  }

  #tell(id: number, picture: Open): void {
    if (picture.isTaking || !picture.pending || !this.#open.has(id)) return;
    this.#worker.postMessage({ is: 'change', id, change: picture.pending } satisfies ToDrawing);
    picture.pending = null;
    picture.isTaking = true;
  }

  #hear(message: FromDrawing): void {
    const picture = this.#open.get(message.id);
    if (!picture) return;
    if (message.is === 'drawn') {
      picture.audience.drawn(message.millis);
      return;
    }
    picture.isTaking = false;
    this.#tell(message.id, picture);
  }

  #close(id: number): void {
    if (!this.#open.delete(id)) return;
    this.#worker.postMessage({ is: 'close', id } satisfies ToDrawing);
    // One picture in place of another, in one task of the page, needs no new thread.
    setTimeout(() => this.#endWhenIdle());
  }

  #endWhenIdle(): void {
    if (this.#open.size > 0) return;
    this.#worker.terminate();
    if (thread === this) thread = null;
  }

  #fail(): void {
    failed = true;
    const lost = [...this.#open.values()];
    this.#open.clear();
    this.#endWhenIdle();
    for (const { audience } of lost) audience.lost();
  }
}
