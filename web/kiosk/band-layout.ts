import { css } from 'lit';

/** The band under all scenes: how far it is, what all of them do, how to join. */
export const bandLayout = css`
  .band {
    display: grid;
    grid-template-columns: minmax(21rem, auto) minmax(0, 1fr) auto;
    gap: 3rem;
    align-items: stretch;
    border-top: 1px solid var(--rule);
    padding-top: 1.1rem;
  }
  .best {
    display: flex;
    align-items: flex-end;
    justify-content: space-between;
    gap: 1rem;
    height: 1.75rem;
  }
  .best lehr-gain {
    font-size: 1.5rem;
    line-height: 1;
  }
  .length {
    font-size: 4.25rem;
  }
  .gap {
    min-height: 2.3rem;
    margin: 0.35rem 0 0.9rem;
    font-size: 1.1875rem;
    color: var(--ink-soft);
    white-space: nowrap;
  }
  .gap .number {
    color: var(--cool);
    font-size: 2rem;
    line-height: 1.15;
  }
  .gap.equal {
    color: var(--cool);
  }
  dl.figures {
    grid-template-columns: repeat(4, minmax(0, 1fr));
    align-content: space-evenly;
    gap: 0.6rem 1.5rem;
  }
  dl.figures dd {
    font-size: 2rem;
    line-height: 1.15;
  }
  dl.present {
    grid-column: 1 / span 2;
    align-content: center;
  }
  lehr-thermometer {
    --label: 1.0625rem;
  }
  .invite {
    display: flex;
    gap: 1.1rem;
  }
  /* The scene says the same, larger. */
  .band[data-under='join'] .invite {
    visibility: hidden;
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
    font-size: 1.1875rem;
    line-height: 1.3;
    margin: 0.5rem 0 0.3rem;
    max-width: 11em;
  }
  .invite .label {
    max-width: 10em;
    font-size: 1rem;
  }
  @media (max-width: 100rem) {
    .band {
      grid-template-columns: minmax(18rem, auto) minmax(0, 1fr) auto;
      gap: 2rem;
    }
    .length {
      font-size: 3.5rem;
    }
  }
`;
