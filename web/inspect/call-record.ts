/** One call of the history: what was asked, what came back, and what may be done about it. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { RawResult } from '../../peer/client.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { format } from '../strings/language.ts';
import { clock } from './list-kinds.ts';
import type { CallOutcome, CallRecord, CallText } from './model/call-log.ts';
import { pretty } from './model/value-text.ts';

export interface CallActs {
  readonly cancel: (id: number) => void;
  /** Puts it into the form. */
  readonly again: (text: CallText) => void;
}

export function callRecord(record: CallRecord, { cancel, again }: CallActs): TemplateResult {
  const { call } = words;
  const { id, text, at, state, took, parts, lastParts, result, error } = record;
  return html`<li data-testid="call" data-state=${state}>
    <p class="line">
      <strong class="mono">${text.uri}</strong>
      <span class=${state} role="status">${call.states[state]}</span>
      <span class="label number"
        >${clock(at)}${took === null ? '' : html` · ${call.took(format.count(took))}`}${
          parts > 0 ? html` · ${format.count(parts)} ${call.parts(parts)}` : nothing
        }</span
      >
    </p>
    ${result ? resultOf(result) : nothing} ${error ? errorOf(error) : nothing}
    ${lastParts.length > 0 ? partsOf(lastParts, parts) : nothing}
    <div class="actions">
      ${
        state === 'running'
          ? html`<button type="button" @click=${() => cancel(id)}>${call.cancel}</button>`
          : html`<button type="button" class="plain" @click=${() => again(text)}>${call.again}</button>`
      }
    </div>
  </li>`;
}

function resultOf({ args, kwargs, details }: RawResult) {
  return html`<h3>${words.call.result}</h3>
    <pre tabindex="0" data-testid="result">${pretty(args)}</pre>
    ${named('kwargs', kwargs)} ${named(words.call.details, details)}`;
}

function errorOf({ uri, args, kwargs }: CallOutcome) {
  return html`<h3>${words.call.error}</h3>
    <pre tabindex="0" data-testid="error">${uri}${args.length > 0 ? `\n${pretty(args)}` : ''}</pre>
    ${named('kwargs', kwargs)}`;
}

function partsOf(shown: readonly RawResult[], all: number) {
  return html`<details>
    <summary>${format.count(all)} ${words.call.parts(all)}</summary>
    <pre tabindex="0">${shown.map(({ args, kwargs }) => pretty(Object.keys(kwargs).length > 0 ? [args, kwargs] : args, 2000)).join('\n')}</pre>
  </details>`;
}

function named(name: string, value: Readonly<Record<string, unknown>>) {
  if (Object.keys(value).length === 0) return nothing;
  return html`<h3>${name}</h3><pre tabindex="0">${pretty(value)}</pre>`;
}

export const callRecordStyle = css`
  ol {
    list-style: none;
  }
  li {
    border-top: 1px solid var(--rule);
    padding: 0.8rem 0 1rem;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.2rem 0.9rem;
  }
  .line strong {
    overflow-wrap: anywhere;
    font-weight: 600;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-top: 0.6rem;
  }
  .running {
    color: var(--amber);
  }
  .done {
    color: var(--cool);
  }
  .failed,
  .cancelled {
    color: var(--hot-text);
  }
  h3 {
    font-size: 0.8125rem;
    font-weight: 400;
    color: var(--ink-faint);
    margin-top: 0.7rem;
  }
  pre {
    max-height: 26rem;
    margin-top: 0.2rem;
  }
`;
