import { css } from 'lit';

/** The kiosk on anything that is no wall: a column that scrolls. */
export const smallLayout = css`
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
    .tools,
    :host([idle]) .tools:not(:focus-within) {
      opacity: 1;
      position: static;
    }
    :host([idle]) .tools:not(:focus-within) + * {
      margin-inline-start: 0;
    }
    h1 {
      flex: 1 1 12rem;
    }
    .state {
      flex-basis: 100%;
    }
    .scenes {
      display: none;
    }
    /* No loop where one scrolls: the tour, what it has come to, then every scene in its place. */
    main {
      display: flex;
      flex-direction: column;
      gap: 2.5rem;
    }
    .stage,
    .scene.live,
    .scene.live[hidden] {
      display: contents;
    }
    .map {
      order: 1;
    }
    .band {
      order: 2;
    }
    .rail {
      order: 3;
    }
    .scene.how,
    .scene.board,
    .scene.join,
    .scene.replay {
      order: 4;
    }
    .scene,
    .scene[hidden] {
      position: static;
      opacity: 1;
      padding-inline: 0;
    }
    .scene.board,
    .scene.board[hidden],
    .scene.join,
    .scene.join[hidden],
    .scene.how,
    .scene.how[hidden],
    .scene.replay,
    .scene.replay[hidden] {
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
    .label,
    dl.figures dt {
      font-size: 0.875rem;
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
    /* Beside the other figures. */
    @media (min-width: 42rem) {
      .length {
        font-size: clamp(3rem, 7.5vw, 5rem);
      }
    }
    dl.figures {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    dl.figures dd {
      font-size: 1.5rem;
    }
    /* The join scene is on the same page. */
    .invite {
      display: none;
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
`;
