/**
 * `<lehr-donate>`, served as /embed.js: a button on anybody's page. Pressed, it becomes a frame of our host, which asks
 * the visitor and does everything else. Documented in docs/embed.md and custom-elements.json.
 *
 * Invariants: before the press nothing is asked of any host, stored or started; no handler or connection of ours keeps
 * the host's page out of the back/forward cache; without the frame nothing of ours runs.
 */
import { facadeStyle } from './facade-style.ts';
import { facadeWords } from './facade-words.ts';
import type { Hello, ToFrame, ToHost } from './protocol.ts';

const { origin: HOME, host: NAME } = new URL(import.meta.url);

/** A frame that was loaded and does not answer is not ours; one that does not even load is given longer. Milliseconds. */
const ANSWER = 3000;
const LOAD = 20_000;
/** No page of ours is taller, in CSS pixels. */
const TALLEST = 4000;

const style = new CSSStyleSheet();
style.replaceSync(facadeStyle);

export class LehrDonate extends HTMLElement {
  static readonly observedAttributes = ['label', 'theme', 'lang'];

  readonly #box = document.createElement('div');
  readonly #systemDark = matchMedia('(prefers-color-scheme: dark)');
  #frame: HTMLIFrameElement | null = null;
  #port: MessagePort | null = null;
  #patience = 0;
  #donating = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style];
    root.append(this.#box);
  }

  /** True while the frame is there, whether or not it donates. */
  get opened(): boolean {
    return this.#frame !== null;
  }

  connectedCallback(): void {
    this.#systemDark.addEventListener('change', this.#dress);
    this.#facade();
  }

  disconnectedCallback(): void {
    this.#systemDark.removeEventListener('change', this.#dress);
    this.close();
  }

  attributeChangedCallback(name: string): void {
    if (!this.isConnected) return;
    if (name === 'theme') this.#dress();
    else if (!this.#frame) this.#facade();
  }

  /** As the press does: opens the frame, which asks the visitor. */
  open(): void {
    if (this.#frame || !this.isConnected) return;
    const frame = document.createElement('iframe');
    this.#frame = frame;
    frame.part.add('frame');
    frame.title = this.#label;
    frame.allow = 'clipboard-write';
    // As tall as the question will be, so that what stands below moves once, with the press.
    frame.style.height = `${this.clientWidth < 560 ? OPENED.narrow : OPENED.wide}px`;
    frame.src = `${HOME}/embed/?${this.#query}`;
    frame.onload = () => this.#greet(frame);
    this.#wait(LOAD);
    this.#box.replaceChildren(frame);
    this.#tell('lehr-open');
  }

  /** Takes the frame away: a donation of it ends, the button is back. */
  close(): void {
    if (!this.#frame) return;
    clearTimeout(this.#patience);
    this.#port?.close();
    this.#port = null;
    this.#frame.onload = null;
    this.#frame = null;
    this.#facade();
    this.#stopped();
  }

  get #words() {
    const named = this.closest<HTMLElement>('[lang]')?.lang;
    return facadeWords(named || navigator.language);
  }

  get #label(): string {
    return this.getAttribute('label') || this.#words.label;
  }

  /** The page's own colour scheme where `theme` names none: a site that knows no dark gets no dark button. */
  get #theme(): 'light' | 'dark' {
    const wish = this.getAttribute('theme');
    if (wish === 'light' || wish === 'dark') return wish;
    const { colorScheme } = getComputedStyle(this);
    if (!colorScheme.includes('dark')) return 'light';
    return !colorScheme.includes('light') || this.#systemDark.matches ? 'dark' : 'light';
  }

  get #query(): URLSearchParams {
    const query = new URLSearchParams({ theme: this.#theme });
    const lang = this.closest<HTMLElement>('[lang]')?.lang;
    if (lang) query.set('lang', lang);
    for (const limit of ['max-cores', 'max-share', 'max-minutes']) {
      const value = this.getAttribute(limit);
      if (value !== null) query.set(limit, value);
    }
    return query;
  }

  readonly #dress = (): void => {
    this.#box.className = `box ${this.#theme}`;
    this.#port?.postMessage({ is: 'theme', theme: this.#theme } satisfies ToFrame);
  };

  #facade(): void {
    const button = element('button', 'button', this.#label);
    button.onclick = () => this.open();
    this.#box.replaceChildren(button, element('p', 'note', this.#words.note(NAME)));
    this.#dress();
  }

  /** A port to the frame that was just loaded, also after it reloaded itself. Nobody but our host can take it. */
  #greet(frame: HTMLIFrameElement): void {
    const { port1, port2 } = new MessageChannel();
    this.#port?.close();
    this.#port = port1;
    this.#stopped();
    port1.onmessage = ({ data }: MessageEvent<ToHost>) => this.#hear(data, frame);
    frame.contentWindow?.postMessage({ lehr: 'hello' } satisfies Hello, HOME, [port2]);
    this.#wait(ANSWER);
  }

  #hear(said: ToHost, frame: HTMLIFrameElement): void {
    if (said.is === 'ready') clearTimeout(this.#patience);
    else if (said.is === 'height') {
      // It never shrinks: what stands below would jump under the reader's eyes.
      const height = Math.min(said.height, TALLEST);
      if (height > frame.offsetHeight) frame.style.height = `${height}px`;
    } else if (said.is === 'start') {
      this.#donating = true;
      this.#tell('lehr-start');
    } else if (said.is === 'stop') this.#stopped();
    else if (said.is === 'progress') this.#tell('lehr-progress', { moves: said.moves });
    else if (said.is === 'close') this.close();
  }

  #stopped(): void {
    if (!this.#donating) return;
    this.#donating = false;
    this.#tell('lehr-stop');
  }

  /** Says so when no word of the frame comes in time. */
  #wait(millis: number): void {
    clearTimeout(this.#patience);
    this.#patience = window.setTimeout(() => this.#away(), millis);
  }

  /** In the frame's place: a frame of another site is not ours to ask what it shows. */
  #away(): void {
    this.close();
    const words = this.#words;
    const message = element('p', 'message', `${words.away(NAME)} `);
    message.role = 'alert';
    const link = Object.assign(document.createElement('a'), {
      href: `${HOME}/`,
      target: '_blank',
      rel: 'noopener',
      textContent: words.open,
    });
    message.append(link);
    this.#box.append(message);
  }

  #tell(type: string, detail?: { moves: number }): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

function element<Tag extends 'button' | 'p'>(
  tag: Tag,
  part: string,
  text: string,
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.part.add(part);
  made.textContent = text;
  return made;
}

/** Heights of the question, in CSS pixels. */
const OPENED = { narrow: 700, wide: 490 };

// A page may carry the script twice.
if (!customElements.get('lehr-donate')) customElements.define('lehr-donate', LehrDonate);
