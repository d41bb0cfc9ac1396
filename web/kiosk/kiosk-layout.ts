import { css } from 'lit';

/**
 * One screen without scrolling on a wall; a column that scrolls, with every scene in it, on anything small. All sizes follow
 * the wall (kiosk.css).
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
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .beside {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 0.9375rem;
  }
  .state {
    font-size: 1.125rem;
    white-space: nowrap;
  }
  [data-state='connecting'] {
    color: var(--amber);
  }
  .faults {
    color: var(--hot-text);
    font-size: 1.125rem;
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
  .label,
  dl.figures dt {
    font-size: 0.9375rem;
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
  .rail figure {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    gap: 0.35rem;
    min-height: 0;
  }
  .rail h2 {
    font-size: 1rem;
    font-weight: 600;
  }
  .legend {
    font-size: 0.8125rem;
    color: var(--ink-faint);
    line-height: 1.3;
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

  .address {
    color: var(--hot-text);
    overflow-wrap: anywhere;
  }
  .band {
    display: grid;
    grid-template-columns: minmax(21rem, auto) minmax(0, 1fr) auto;
    gap: 3rem;
    align-items: stretch;
    border-top: 1px solid var(--rule);
    padding-top: 1.1rem;
  }
  .length {
    font-size: 4rem;
  }
  .gap {
    margin: 0.35rem 0 0.9rem;
    font-size: 1.0625rem;
    color: var(--ink-soft);
    white-space: nowrap;
  }
  .gap .number {
    color: var(--cool);
    font-size: 1.75rem;
    line-height: 1.15;
  }
  dl.figures {
    grid-template-columns: repeat(4, minmax(0, 1fr));
    align-content: space-evenly;
    gap: 0.6rem 1.5rem;
  }
  dl.figures dd {
    font-size: 1.875rem;
    line-height: 1.15;
  }
  .invite {
    display: flex;
    gap: 1.1rem;
  }
  .invite lehr-join-qr {
    width: 10.75rem;
    flex: none;
  }
  .invite h2 {
    font-size: 1.125rem;
    line-height: 1.25;
    max-width: 9em;
    font-weight: 600;
    text-wrap: balance;
  }
  .invite .address {
    font-size: 1.0625rem;
    line-height: 1.3;
    margin: 0.5rem 0 0.3rem;
    max-width: 11em;
  }
  .invite .label {
    max-width: 10em;
    font-size: 0.875rem;
  }

  .scenes {
    display: flex;
    gap: 0.1rem;
  }
  .scenes button {
    border-color: transparent;
    padding: 0 0.7rem;
    color: var(--ink-faint);
    font-size: 0.9375rem;
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
    font-size: 0.9375rem;
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

  @media (max-width: 100rem) {
    .band {
      grid-template-columns: minmax(18rem, auto) minmax(0, 1fr) auto;
      gap: 2rem;
    }
    .live:not([hidden]) {
      grid-template-columns: minmax(0, 1fr) 25rem;
    }
    .length {
      font-size: 3.5rem;
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
    h1,
    .beside,
    .state,
    .faults,
    .gap {
      white-space: normal;
    }
    .tools {
      margin-inline-start: 0;
    }
    .scenes {
      display: none;
    }
    main {
      display: flex;
      flex-direction: column-reverse;
      justify-content: flex-end;
      gap: 2rem;
    }
    .stage {
      display: grid;
      gap: 3rem;
    }
    /* No loop where one scrolls: every scene has its place. */
    .scene,
    .scene[hidden] {
      position: static;
      opacity: 1;
      padding-inline: 0;
    }
    .scene.live,
    .scene.live[hidden],
    .scene.board,
    .scene.board[hidden],
    .scene.join,
    .scene.join[hidden],
    .scene.how,
    .scene.how[hidden] {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 2rem;
    }
    .scene.empty,
    .scene.empty[hidden] {
      display: none;
    }
    .map {
      margin-inline: -1.25rem;
      aspect-ratio: 2.1;
    }
    .rail {
      grid-template-rows: none;
    }
    .rail lehr-run-chart {
      height: 10rem;
    }
    .rail lehr-lanes {
      height: 14rem;
    }
    .band {
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
      gap: 2rem;
      border-top: none;
      padding-top: 0;
    }
    .length {
      font-size: clamp(2.75rem, 12vw, 5rem);
    }
    dl.figures {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    dl.figures dd {
      font-size: 1.5rem;
    }
    .invite {
      flex-wrap: wrap;
    }
    .join h2 {
      font-size: 2rem;
    }
    .join .address {
      font-size: 1.5rem;
      margin: 0.8rem 0 1rem;
    }
    .join ol {
      font-size: 1.125rem;
    }
    .join lehr-join-qr {
      width: min(20rem, 100%);
    }
    .names {
      font-size: 1.125rem;
    }
    lehr-joins {
      position: fixed;
      font-size: 1.25rem;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .scene,
    .tools {
      transition: none;
    }
  }
`;
