import { css } from 'lit';

/** The page as a picture with its caption: the map takes the width, everything said stands under it. */
export const layout = css`
  header {
    padding: 0.5rem max(var(--gap), 50% - 56rem + var(--gap));
    background: color-mix(in srgb, var(--ground) 92%, transparent);
  }
  .sub {
    flex: 1;
  }
  header lehr-chip {
    flex: 0 1 34rem;
  }
  header lehr-chip.stopped {
    flex: 0 0 9rem;
  }
  .kiosk {
    font-size: 0.9375rem;
    color: var(--ink-soft);
    padding: 0.7rem 0;
    white-space: nowrap;
  }
  .stage {
    margin-inline: auto;
    max-width: calc((100svh - 24rem) * 2.43);
    /* On a low screen the button is seen before the whole map. */
    min-width: min(100%, 50rem, 52svh * 2.43);
  }
  .asking .stage {
    max-width: calc((100svh - 24rem) * 2.43);
  }
  .ask,
  .live,
  .notice,
  lehr-receipt {
    max-width: 112rem;
    margin-inline: auto;
    padding-inline: var(--gap);
  }
  .ask {
    display: grid;
    grid-template-columns: minmax(0, 1.35fr) minmax(0, 1fr);
    grid-template-rows: auto 1fr;
    gap: 2rem calc(2 * var(--gap));
    margin-top: 1.25rem;
  }
  .deal {
    grid-area: 1 / 2 / span 2;
  }
  .lede {
    margin-top: 0.9rem;
    color: var(--ink-soft);
    max-width: 38em;
    font-size: 1.0625rem;
    text-wrap: pretty;
  }
  .caption {
    margin-top: 0.9rem;
  }
  .declined:not(:empty) {
    margin-top: 1rem;
    padding-top: 1rem;
    border-top: 1px solid var(--rule);
  }
  h2 {
    font-size: 1.0625rem;
    font-weight: 600;
    margin-bottom: 0.75rem;
  }
  .ledger dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr));
    gap: 1.25rem var(--gap);
    border-top: 1px solid var(--rule);
    padding-top: 1rem;
  }
  .ledger dt {
    font-weight: 600;
    margin-bottom: 0.25rem;
  }
  .ledger dd {
    color: var(--ink-soft);
    font-size: 0.9375rem;
    line-height: 1.5;
  }
  .live {
    display: grid;
    grid-template-columns: minmax(0, 1.5fr) minmax(0, 1fr) minmax(0, 1fr);
    gap: 2rem calc(1.6 * var(--gap));
    margin-top: 0.75rem;
    grid-template-rows: auto 1fr;
  }
  .tour {
    grid-row: span 2;
  }
  .live h1 {
    font-size: 1.0625rem;
    line-height: 1.4;
    letter-spacing: 0;
    font-weight: 600;
  }
  .beside {
    margin-block-end: 0.6rem;
  }
  h3 {
    margin-top: 1.25rem;
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .all-time {
    margin-top: 0.75rem;
  }
  .gap {
    margin: 0.35rem 0 1.1rem;
  }
  lehr-spark {
    height: 6.5rem;
    margin-top: 1rem;
  }
  .state {
    margin-top: 0.9rem;
  }
  [data-state='connecting'] {
    color: var(--amber);
  }
  .best {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
    margin-block: 0.5rem 0.2rem;
  }
  .best lehr-gain {
    font-size: 0.9375rem;
    line-height: 1;
  }
  .by {
    margin-top: 1.1rem;
    overflow-wrap: anywhere;
  }
  .by.mine {
    color: var(--hot-text);
    font-weight: 600;
  }
  lehr-leaderboard {
    grid-column: 2 / -1;
  }
  lehr-receipt {
    margin-top: 1rem;
  }
  .notice {
    margin-top: 1rem;
    color: var(--hot-text);
  }
  .notice.demo {
    max-width: 44rem;
    margin-inline: auto;
    padding-inline: var(--gap);
    color: var(--ink-soft);
    text-align: center;
  }
  .demo strong {
    color: var(--ink);
    font-weight: 500;
  }
`;
