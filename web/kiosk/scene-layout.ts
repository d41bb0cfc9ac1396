import { css } from 'lit';

/** The scenes, one above the other, of which one is seen. */
export const sceneLayout = css`
  .stage {
    position: relative;
    min-height: 0;
  }
  .scene {
    position: absolute;
    inset: 0;
    transition:
      opacity 0.7s ease-in-out,
      display 0.7s allow-discrete;
  }
  @starting-style {
    .scene {
      opacity: 0;
    }
  }
  .scene[hidden] {
    display: none;
    opacity: 0;
  }
  lehr-joins {
    position: absolute;
    inset: auto 0 1rem;
    text-align: center;
    font-size: 1.75rem;
    pointer-events: none;
  }
  .live:not([hidden]) {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 29rem;
    gap: 2rem;
  }
  .map {
    min-height: 0;
    margin-inline-start: -2.4rem;
  }
  .rail {
    display: grid;
    grid-template-rows: minmax(0, 1.15fr) minmax(0, 0.8fr) minmax(0, 1.7fr);
    gap: 1.1rem;
    min-height: 0;
  }
  /* Tables are as tall as their rows: nobody scrolls a wall. */
  .rail.numbers {
    grid-template-rows: auto auto minmax(0, 1fr);
  }
  .rail figure {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    gap: 0.35rem;
    min-height: 0;
  }
  .rail h2 {
    font-size: 1.125rem;
    font-weight: 600;
  }
  .legend {
    font-size: 0.9375rem;
    color: var(--ink-faint);
    line-height: 1.3;
    text-wrap: pretty;
  }
  lehr-lanes {
    font-size: 1.0625rem;
  }

  .how:not([hidden]),
  .join:not([hidden]) {
    display: grid;
    align-content: center;
  }
  .board:not([hidden]) {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 5rem;
    align-content: center;
    padding-inline: 4rem;
  }
  .board > lehr-leaderboard:only-child {
    grid-column: 1 / -1;
    justify-self: center;
    width: 100%;
    max-width: 52rem;
  }
  .join:not([hidden]) {
    grid-template-columns: auto minmax(0, 1fr);
    gap: 5rem;
    align-items: center;
    padding-inline: 4rem;
  }
  .join lehr-join-qr {
    width: min(36rem, 62svh);
  }
  .join h2 {
    font-size: 3.5rem;
    line-height: 1.08;
    font-weight: 600;
    letter-spacing: -0.025em;
    text-wrap: balance;
  }
  .join .address {
    font-size: 2.75rem;
    line-height: 1.15;
    margin: 1.4rem 0 1.8rem;
  }
  .join ol {
    padding-inline-start: 1.3em;
    font-size: 1.625rem;
    line-height: 1.55;
    color: var(--ink-soft);
  }
  .join ol ::marker {
    color: var(--hot-text);
    font-weight: 600;
  }
  .names {
    margin-top: 2rem;
    font-size: 1.375rem;
    line-height: 1.4;
  }
  .names .label {
    display: block;
    font-size: 1rem;
  }
  .idle:not([hidden]) {
    align-content: center;
    grid-template-rows: none;
    gap: 1rem;
  }
  .idle h2 {
    font-size: 2.5rem;
    line-height: 1.1;
    font-weight: 600;
    letter-spacing: -0.025em;
    text-wrap: balance;
  }
  .idle p {
    font-size: 1.375rem;
    line-height: 1.4;
    color: var(--ink-soft);
    text-wrap: pretty;
  }
  .idle strong {
    color: var(--hot-text);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  @media (max-width: 100rem) {
    .live:not([hidden]) {
      grid-template-columns: minmax(0, 1fr) 25rem;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .scene {
      transition: none;
    }
  }
`;
