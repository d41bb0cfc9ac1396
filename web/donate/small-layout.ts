import { css } from 'lit';

/** The page where there is less room; adopted after donate-layout.ts. */
export const smallLayout = css`
  /* What runs and how to stop it need the room. */
  @media (max-width: 66rem) {
    .sub:has(+ lehr-chip) {
      display: none;
    }
    header lehr-chip {
      margin-inline-start: auto;
    }
  }
  @media (max-width: 60rem) {
    .live {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .live .tour,
    lehr-leaderboard {
      grid-column: 1 / -1;
    }
    .tour {
      grid-row: auto;
    }
  }
  @media (max-width: 46rem) {
    :host {
      padding-bottom: 7rem;
    }
    header {
      justify-content: space-between;
    }
    .sub {
      display: none;
    }
    .kiosk {
      margin-inline-start: auto;
    }
    .kiosk {
      white-space: normal;
      line-height: 1.25;
    }
    /* Beyond both edges of a phone; on a low screen no higher than leaves room for what is said. */
    .stage,
    .asking .stage {
      min-width: 0;
      max-width: none;
      margin-inline: max(-7%, (100% - 55svh * 2.43) / 2);
    }
    .ask,
    .live {
      grid-template-columns: minmax(0, 1fr);
    }
    .deal {
      grid-area: auto;
    }
    /* The receipt says it in words, and a small screen has no room for both. */
    lehr-chip.stopped {
      display: none;
    }
    lehr-chip {
      position: fixed;
      inset: auto 0.75rem max(0.75rem, env(safe-area-inset-bottom)) 0.75rem;
    }
  }
`;
