import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { TopicPattern } from '../../peer/client.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { tool } from './inspect-styles.ts';

/**
 * Which topics are listened to, and the form for another one.
 *
 * @property patterns   those listened to
 * @property faults     why some are not, a sentence each
 * @event lehr-listen   detail: a TopicPattern to listen to as well
 * @event lehr-drop     detail: a TopicPattern to listen to no more
 */
@customElement('lehr-topics')
export class LehrTopics extends LitElement {
  static override styles = [
    tool,
    css`
      .topic {
        flex: 1 1 14rem;
      }
      .match {
        flex: 0 1 15rem;
      }
      ul {
        list-style: none;
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        margin-bottom: 0.75rem;
      }
      li {
        display: inline-flex;
        align-items: center;
        border: 1px solid var(--rule);
        border-radius: 3px;
        padding-inline-start: 0.8rem;
        max-width: 100%;
        overflow-wrap: anywhere;
      }
      li button {
        border: 0;
        padding: 0;
      }
    `,
  ];

  @property({ attribute: false }) patterns: readonly TopicPattern[] = [];
  @property({ attribute: false }) faults: readonly string[] = [];
  @query('form') private form!: HTMLFormElement;

  protected override render() {
    return html`<form class="bar" @submit=${this.#submit}>
        <label class="topic"
          >${words.tail.topic}
          <input name="topic" spellcheck="false" autocomplete="off" autocapitalize="off" placeholder="lehr." />
        </label>
        <label class="match"
          >${words.tail.match}
          <select name="match">
            <option value="prefix">${words.tail.matches.prefix}</option>
            <option value="exact">${words.tail.matches.exact}</option>
            <option value="wildcard">${words.tail.matches.wildcard}</option>
          </select>
        </label>
        <button type="submit" class="primary">${words.tail.listen}</button>
      </form>
      ${this.faults.map((fault) => html`<p class="fault" role="alert">${fault}</p>`)}
      ${this.patterns.length > 0 ? this.#list() : nothing}`;
  }

  #list() {
    return html`<ul aria-label=${words.tail.topics}>
      ${this.patterns.map(
        (pattern) =>
          html`<li>
            <span class="mono">${pattern.uri}${pattern.match === 'prefix' ? '…' : ''}</span>
            <button
              type="button"
              aria-label=${words.tail.stop(pattern.uri)}
              @click=${() => this.#say('lehr-drop', pattern)}
            >
              ×
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const given = new FormData(this.form);
    const uri = String(given.get('topic') ?? '').trim();
    const match = String(given.get('match')) as TopicPattern['match'];
    if (uri === '') (this.form.elements.namedItem('topic') as HTMLInputElement).focus();
    else {
      this.#say('lehr-listen', { uri, match });
      this.form.reset();
    }
  }

  #say(name: string, detail: TopicPattern): void {
    this.dispatchEvent(new CustomEvent<TopicPattern>(name, { detail }));
  }
}
