import { css } from 'lit';

/** One screen on a desk: the lists take what is left. A column that scrolls on anything small. */
export const layout = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100svh;
    padding: 0 var(--gap) 1.25rem;
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.25rem 1.25rem;
    min-height: 4rem;
    flex: none;
  }
  .wordmark {
    font-size: 1.5rem;
    font-weight: 600;
    letter-spacing: -0.03em;
  }
  h1 {
    font-size: 1.125rem;
    font-weight: 400;
    color: var(--ink-soft);
  }
  .state {
    margin-inline-start: auto;
    color: var(--ink-soft);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  [data-state='online']::before {
    content: '';
    display: inline-block;
    width: 0.5em;
    height: 0.5em;
    border-radius: 50%;
    background: var(--cool);
    margin-inline-end: 0.55em;
    vertical-align: 0.1em;
  }
  [data-state='connecting'] {
    color: var(--amber);
  }
  .tools {
    display: flex;
    align-items: center;
    flex: none;
  }
  header > .tools:nth-child(3) {
    margin-inline-start: auto;
  }
  main {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
  }
  lehr-vital-signs {
    flex: none;
  }
  .tabs {
    display: flex;
    gap: 0.25rem;
    margin: 0.6rem 0 1rem;
    overflow-x: auto;
    flex: none;
    scrollbar-width: thin;
  }
  .tabs button {
    border-color: transparent;
    padding: 0 0.9rem;
    color: var(--ink-soft);
    white-space: nowrap;
    flex: none;
    outline-offset: -3px;
  }
  .tabs button[aria-selected='true'] {
    color: var(--ink);
    box-shadow: inset 0 -3px var(--hot);
    border-radius: 0;
  }
  .tabs .number {
    color: var(--ink-faint);
    margin-inline-start: 0.55em;
    font-size: 0.875rem;
  }
  .tabs .unwell {
    color: var(--hot-text);
    margin-inline-start: 0.55em;
    font-size: 0.875rem;
  }
  .view {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
  }
  .view[data-tab='call'] {
    overflow: auto;
    margin-inline: -0.4rem;
    padding-inline: 0.4rem;
  }
  @media (max-width: 60rem), (max-height: 34rem) {
    :host {
      height: auto;
      min-height: 100svh;
    }
    header {
      flex-wrap: wrap;
      padding-block: 0.4rem;
    }
    .state {
      order: 1;
      flex-basis: 100%;
      margin: 0;
      padding-bottom: 0.4rem;
      white-space: normal;
      overflow-wrap: anywhere;
    }
    .tools {
      margin-inline-start: auto;
    }
  }
`;
