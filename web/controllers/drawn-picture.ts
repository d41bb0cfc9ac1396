import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PictureKind, Pictures } from '../drawing/drawing-protocol.ts';
import type { Painter } from '../drawing/painter.ts';
import { LAYERS } from '../drawing/painters.ts';
import { canDrawElsewhere, drawElsewhere, drawHere } from './drawing-thread.ts';
import { onThemeChange } from './theme.ts';

/** Pixels of the screen that the host takes, and how many of them are one of the page. */
export interface Size {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

export interface DrawnPictureOptions<K extends PictureKind> {
  readonly kind: K;
  /** Where the canvases go: an element of the host's that nobody else fills. */
  readonly place: () => HTMLElement | null;
  /** All there is to draw, but how it is to look. */
  readonly all: () => Pictures[K];
  /** Asked again when the size or the theme changes. */
  readonly look: (size: Size) => NonNullable<Pictures[K]['look']>;
}

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** Whether people asked for less motion; the host is told of a change by an update. */
export function isMotionReduced(): boolean {
  return reducedMotion.matches;
}

/**
 * The canvases of a host and who draws on them. Invariants:
 * 1. Nothing is told to the painter, and nothing drawn, while the page is hidden or the host out of sight; then the latest.
 * 2. A still picture is drawn in the page and starts no thread; any other in the drawing worker where there can be one.
 * 3. Canvases are replaced when their successors have a frame: nothing flashes.
 * 4. A host that is not in the document has no painter.
 */
export class DrawnPicture<K extends PictureKind> implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: DrawnPictureOptions<K>;
  #painter: Painter<Pictures[K]> | null = null;
  #drawnIn: 'page' | 'worker' = 'page';
  #isStill = true;
  #isSeen = false;
  #isAwake = false;
  #held: Pictures[K] | null = null;
  #size: Size | null = null;
  #ends: (() => void)[] = [];
  /** Frames drawn since the host is there. */
  frames = 0;

  constructor(host: ReactiveControllerHost & HTMLElement, options: DrawnPictureOptions<K>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    const sizes = new ResizeObserver(([entry]) => entry && this.#resize(entry));
    try {
      sizes.observe(this.#host, { box: 'device-pixel-content-box' });
    } catch {
      sizes.observe(this.#host);
    }
    const sight = new IntersectionObserver((entries) => {
      this.#isSeen = entries.at(-1)?.isIntersecting ?? true;
      this.#look();
    });
    sight.observe(this.#host);
    const onShow = () => this.#look();
    const onMotion = () => this.#host.requestUpdate();
    document.addEventListener('visibilitychange', onShow);
    reducedMotion.addEventListener('change', onMotion);
    this.#ends = [
      () => sizes.disconnect(),
      () => sight.disconnect(),
      () => document.removeEventListener('visibilitychange', onShow),
      () => reducedMotion.removeEventListener('change', onMotion),
      onThemeChange(() => this.#relook()),
    ];
    if (this.#options.place()) this.#open();
  }

  hostDisconnected(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#painter?.close();
    this.#painter = null;
    this.#isSeen = false;
    this.#isAwake = false;
    this.#size = null;
  }

  hostUpdated(): void {
    if (!this.#painter && this.#host.isConnected) this.#open();
  }

  /** Before the first frame it is: nothing starts a thread that is not wanted. */
  set still(isStill: boolean) {
    if (isStill === this.#isStill) return;
    this.#isStill = isStill;
    if (this.#painter && this.#drawnIn !== this.#where()) this.#open();
  }

  change(change: Pictures[K]): void {
    if (!this.#painter) return;
    if (this.#isAwake) this.#painter.change(change);
    else this.#held = { ...this.#held, ...change };
  }

  #where(): 'page' | 'worker' {
    return !this.#isStill && canDrawElsewhere() ? 'worker' : 'page';
  }

  /** New canvases above the old ones, which go when they are covered. */
  #open(): void {
    const place = this.#options.place();
    if (!place) return;
    this.#painter?.close();
    const old = [...place.children];
    const canvases = Array.from({ length: LAYERS[this.#options.kind] }, () =>
      document.createElement('canvas'),
    );
    place.append(...canvases);
    this.#drawnIn = this.#where();
    place.dataset.drawnIn = this.#drawnIn;
    const draw = this.#drawnIn === 'worker' ? drawElsewhere : drawHere;
    const painter = draw(this.#options.kind, canvases, {
      drawn: () => {
        this.frames += 1;
        const covered = old.splice(0);
        // What a worker has drawn is on the screen a frame or two after it said so.
        if (covered.length > 0)
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              for (const canvas of covered) canvas.remove();
            }),
          );
      },
      lost: () => {
        if (this.#painter === painter) this.#open();
      },
    });
    this.#painter = painter;
    this.#held = { ...this.#options.all(), ...this.#looks() };
    this.#isAwake = false;
    this.#look();
  }

  /** Sees whether anybody can see it. */
  #look(): void {
    const isAwake = this.#isSeen && !document.hidden;
    if (isAwake === this.#isAwake || !this.#painter) return;
    this.#isAwake = isAwake;
    this.#painter.change({ ...(isAwake ? this.#held : null), awake: isAwake } as Pictures[K]);
    if (isAwake) this.#held = null;
  }

  #relook(): void {
    this.change(this.#looks());
  }

  #looks(): Pictures[K] {
    return (this.#size ? { look: this.#options.look(this.#size) } : {}) as Pictures[K];
  }

  #resize({ devicePixelContentBoxSize, contentRect }: ResizeObserverEntry): void {
    const ratio = devicePixelRatio;
    const exact = devicePixelContentBoxSize?.[0];
    const width = exact?.inlineSize ?? Math.round(contentRect.width * ratio);
    const height = exact?.blockSize ?? Math.round(contentRect.height * ratio);
    // A page that is being rearranged (Chromium does it for a picture of all of it) is a pixel large for a moment: drawn so, and
    // stretched, it would be a flash of one colour.
    if (width <= 1 || height <= 1) return;
    this.#size = { width, height, ratio };
    this.#relook();
  }
}
