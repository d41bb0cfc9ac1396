import { css } from 'lit';

/**
 * The kiosk's frame: one screen without scrolling on a wall. All sizes follow the wall (kiosk.css). What stands in it:
 * scene-layout.ts and band-layout.ts; on anything small: small-layout.ts.
 */
export const layout = css`
  :host {
    display: grid;
    grid-template: auto 1fr / minmax(0, 1fr);
    height: 100svh;
    padding: 0 2.4rem 1.6rem;
  }
  :host([idle]) {
    cursor: none;
  }
  /* Out of sight they leave their room to the title. */
  :host([idle]) .tools:not(:focus-within) {
    opacity: 0;
    position: absolute;
  }
  :host([idle]) .tools:not(:focus-within) + * {
    margin-inline-start: auto;
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.25rem 1.4rem;
    min-height: 4rem;
  }
  .wordmark {
    font-size: 1.75rem;
    font-weight: 600;
    letter-spacing: -0.03em;
  }
  h1 {
    font-size: 1.5rem;
    font-weight: 400;
    color: var(--ink-soft);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .beside {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 1.0625rem;
  }
  .state {
    font-size: 1.25rem;
    white-space: nowrap;
  }
  [data-state='connecting'] {
    color: var(--amber);
  }
  .faults {
    color: var(--hot-text);
    font-size: 1.25rem;
    white-space: nowrap;
  }
  .tools {
    margin-inline-start: auto;
    display: flex;
    gap: 0.25rem;
    transition: opacity 0.3s;
  }
  .tools button {
    color: var(--ink-soft);
    white-space: nowrap;
  }
  main {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    gap: 1.2rem;
    min-height: 0;
  }
  .label,
  dl.figures dt {
    font-size: 1.0625rem;
    line-height: 1.25;
  }

  .address {
    color: var(--hot-text);
    overflow-wrap: anywhere;
  }
  .scenes {
    display: flex;
    gap: 0.1rem;
  }
  .scenes button {
    border-color: transparent;
    padding: 0 0.7rem;
    color: var(--ink-faint);
    font-size: 1.0625rem;
    white-space: nowrap;
  }
  .scenes button[aria-current='true'] {
    color: var(--ink);
    text-decoration: underline;
    text-decoration-color: var(--hot);
    text-decoration-thickness: 2px;
    text-underline-offset: 0.45em;
  }
  .scenes .held {
    align-self: center;
    padding-inline: 0.5rem;
    color: var(--amber);
    font-size: 1.0625rem;
    white-space: nowrap;
  }
  .notice {
    position: fixed;
    inset: auto 0 2rem;
    margin-inline: auto;
    width: fit-content;
    max-width: min(46rem, calc(100vw - 2rem));
    padding: 0.6rem 1.2rem;
    background: var(--raised);
    border: 1px solid var(--ink-faint);
    border-radius: 4px;
    font-size: 1.125rem;
  }
  @media (prefers-reduced-motion: reduce) {
    .tools {
      transition: none;
    }
  }
`;
