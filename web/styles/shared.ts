import { css } from 'lit';

/** What every component shares: adopted by its shadow root. */
export const shared = css`
  :host {
    box-sizing: border-box;
    display: block;
    /* Titles and names are other people's: a word may be wider than a phone. */
    overflow-wrap: break-word;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ol,
  ul,
  figure {
    margin: 0;
    padding: 0;
  }
  a {
    color: inherit;
    text-decoration-color: var(--hot);
    text-underline-offset: 0.2em;
  }
  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 3px;
    border-radius: 2px;
  }
  .label {
    color: var(--ink-faint);
    font-size: 0.8125rem;
    letter-spacing: 0.01em;
  }
  .number {
    font-variant-numeric: tabular-nums lining-nums;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

export const buttons = css`
  button,
  .button {
    font: inherit;
    color: inherit;
    min-height: 44px;
    min-width: 44px;
    padding: 0 1.1em;
    border: 1px solid var(--rule);
    border-radius: 3px;
    background: none;
    cursor: pointer;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    text-decoration: none;
  }
  button:hover,
  .button:hover {
    border-color: var(--ink-faint);
  }
  button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  button.primary {
    background: var(--hot);
    border-color: var(--hot);
    color: var(--hot-ink);
    font-weight: 600;
  }
  button.primary:hover {
    background: color-mix(in oklab, var(--hot) 88%, var(--ink));
  }
  button.plain {
    border-color: transparent;
    text-decoration: underline;
    text-decoration-color: var(--ink-faint);
    text-underline-offset: 0.25em;
  }
`;
