import { css } from 'lit';

/** One screen without scrolling on a wall; a column that scrolls on anything small. All sizes follow the wall (kiosk.css). */
export const layout = css`
  :host {
    display: grid;
    grid-template-rows: auto 1fr;
    height: 100svh;
    padding: 0 2.4rem 1.9rem;
  }
  :host([idle]) {
    cursor: none;
  }
  :host([idle]) .tools:not(:focus-within) {
    opacity: 0;
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
    font-size: 1.25rem;
    font-weight: 400;
    color: var(--ink-soft);
  }
  .state {
    margin-inline-start: auto;
    font-size: 1.125rem;
  }
  [data-state='connecting'] {
    color: var(--amber);
  }
  .tools {
    display: flex;
    gap: 0.25rem;
    transition: opacity 0.3s;
  }
  .tools button {
    color: var(--ink-soft);
  }
  main {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    gap: 1.2rem;
    min-height: 0;
  }
  .stage {
    position: relative;
    min-height: 0;
    margin-inline: -2.4rem;
  }
  lehr-joins {
    position: absolute;
    inset: auto 0 1rem;
    text-align: center;
    font-size: 1.75rem;
    pointer-events: none;
  }
  .band {
    display: grid;
    grid-template-columns: minmax(24rem, auto) minmax(0, 1fr) minmax(0, 1.1fr) auto;
    gap: 3rem;
    height: 15.5rem;
  }
  .label,
  dl.figures dt {
    font-size: 0.9375rem;
  }
  .length {
    font-size: 5rem;
  }
  .gap {
    margin: 0.6rem 0 1.6rem;
    font-size: 1.125rem;
    color: var(--ink-soft);
    white-space: nowrap;
  }
  .gap .number {
    color: var(--cool);
    font-size: 2.25rem;
    line-height: 1.1;
  }
  .together {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    gap: 0.9rem;
  }
  dl.figures {
    gap: 0.5rem 1.5rem;
  }
  dl.figures dd {
    font-size: 1.875rem;
    line-height: 1.15;
  }
  lehr-leaderboard {
    overflow: hidden;
  }
  .join {
    display: flex;
    gap: 1.25rem;
  }
  .join .label {
    max-width: 11em;
  }
  lehr-join-qr {
    width: 15.5rem;
    flex: none;
  }
  .join h2 {
    font-size: 1.375rem;
    line-height: 1.25;
    max-width: 7em;
    font-weight: 600;
    text-wrap: balance;
  }
  .address {
    font-size: 1.25rem;
    margin: 0.8rem 0 0.4rem;
    color: var(--hot-text);
    overflow-wrap: anywhere;
    max-width: 11em;
  }
  @media (max-width: 100rem) {
    .band {
      grid-template-columns: minmax(20rem, auto) minmax(0, 1fr) minmax(0, 1.2fr) auto;
      gap: 2rem;
    }
  }
  @media (max-width: 85rem) {
    .band,
    .join {
      gap: 1.5rem;
    }
    lehr-join-qr {
      width: 12rem;
    }
  }
  @media (max-width: 70rem), (max-aspect-ratio: 5 / 4) {
    :host {
      height: auto;
      min-height: 100svh;
      padding: 0 1.25rem 2rem;
    }
    header {
      flex-wrap: wrap;
      padding-block: 0.5rem;
    }
    .state {
      margin-inline-start: 0;
    }
    .stage {
      margin-inline: -1.25rem;
      aspect-ratio: 2.3;
    }
    .band {
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
      height: auto;
      gap: 2rem;
    }
    .length {
      font-size: clamp(2.75rem, 12vw, 5rem);
    }
    lehr-spark {
      height: 6rem;
    }
    .join {
      flex-wrap: wrap;
    }
  }
`;
