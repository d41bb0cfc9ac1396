/**
 * What draws one picture, in a worker or in the page: it is told of changes and draws when something is to be seen that
 * was not. Whoever owns it closes it.
 */
export interface Painter<Change> {
  /** Fields that are there replace those told before. */
  change(change: Change): void;
  close(): void;
}

/** Told by painters. */
export interface Viewer {
  /** A frame is on the canvas. @param millis it took */
  drawn(millis: number): void;
}

/** Canvases from the lowest up, as many as the painter asks for. */
export type Canvas = HTMLCanvasElement | OffscreenCanvas;

/** As both kinds of canvas have it. */
export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/**
 * The context of a canvas that is drawn on; null where a browser is out of memory for it. Ask once: the second time Firefox
 * refuses it to a worker.
 */
export function contextOf(canvas: Canvas | undefined): Context | null {
  return (canvas as HTMLCanvasElement | undefined)?.getContext('2d') ?? null;
}
