import { css } from 'lit';

/** Two columns: what is looked at, and what is said and done about it; one below 64 rem. */
export const layout = css`
  header,
  main {
    padding-inline: max(var(--gap), 50% - 56rem + var(--gap));
  }
  header {
    flex-wrap: wrap;
    padding-block: 0.5rem;
    background: var(--ground);
  }
  .wordmark span {
    font-weight: 300;
    color: var(--ink-soft);
    letter-spacing: -0.02em;
  }
  .connection {
    flex: 1;
    font-size: 0.9375rem;
    color: var(--amber);
  }
  .skip:not(:focus) {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .who {
    color: var(--ink-soft);
    font-size: 0.9375rem;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr) clamp(20rem, 27vw, 27rem);
    grid-template-areas: 'look side' 'below side';
    grid-template-rows: auto 1fr;
    gap: 1.25rem calc(1.4 * var(--gap));
    padding-top: 0.5rem;
  }
  .look {
    grid-area: look;
    min-width: 0;
  }
  .below {
    grid-area: below;
    min-width: 0;
    display: grid;
    align-content: start;
    gap: 2rem;
  }
  .side {
    grid-area: side;
    min-width: 0;
    display: grid;
    align-content: start;
    gap: 1.75rem;
  }
  .stage {
    position: relative;
    height: clamp(18rem, 100svh - 22rem, 46rem);
    border: 1px solid var(--rule);
    border-radius: 4px;
    overflow: hidden;
  }
  .credit {
    margin-top: 0.4rem;
  }
  h1:focus-visible {
    outline: none;
  }
  .side h1 {
    font-size: 1.375rem;
    line-height: 1.25;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }
  h2 {
    font-size: 1.0625rem;
    font-weight: 600;
    margin-bottom: 0.5rem;
  }
  .lede {
    margin: 0.8rem 0 1.5rem;
    color: var(--ink-soft);
    max-width: 40em;
    font-size: 1.0625rem;
    text-wrap: pretty;
  }
  .private {
    margin-top: 0.7rem;
    max-width: 46em;
  }
  .else {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
    gap: 1.75rem calc(1.4 * var(--gap));
  }
  .else form {
    display: grid;
    gap: 0.75rem;
    justify-items: start;
  }
  .else h2 {
    margin: 0;
  }
  .reading {
    display: grid;
    gap: 1rem;
    justify-items: start;
    align-content: center;
    min-height: clamp(11rem, 26vh, 17rem);
  }
  .reading p {
    font-size: 1.375rem;
    overflow-wrap: anywhere;
  }
  .reading progress {
    width: min(100%, 26rem);
    height: 8px;
    accent-color: var(--hot);
  }
  @media (max-width: 64rem) {
    main {
      display: flex;
      flex-direction: column;
      gap: 1.75rem;
    }
    /* One after the other, the list of all jobs last. */
    .side {
      display: contents;
    }
    .look {
      order: 0;
    }
    .below {
      order: 2;
    }
    .panel,
    lehr-downloads,
    .begin .below {
      order: 1;
    }
    .sign {
      order: 1;
    }
    .side > lehr-token-form {
      order: 3;
    }
    .begin .side > lehr-token-form {
      order: 0;
    }
    lehr-jobs {
      order: 4;
    }
    .stage {
      height: auto;
      aspect-ratio: 4 / 3;
      max-height: 60svh;
      margin-inline: calc(-1 * var(--gap));
      border-inline: 0;
      border-radius: 0;
    }
    .else form button {
      width: 100%;
    }
    .who {
      display: none;
    }
    header {
      gap: 0 0.5rem;
    }
    header button,
    header .button {
      padding-inline: 0.6em;
    }
    .wordmark {
      margin-inline-end: auto;
    }
    /* A row of its own, which is none while there is nothing to say. */
    .connection {
      order: 1;
      flex-basis: 100%;
    }
  }
`;
