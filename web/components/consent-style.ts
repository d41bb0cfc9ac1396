import { css } from 'lit';
import { fieldBox } from '../styles/fields.ts';

/** How `<lehr-consent>` looks: one button, and small choices under it. */
export const consentStyle = css`
  form {
    display: grid;
    gap: 1.1rem;
  }
  .act {
    display: flex;
    gap: 0.5rem;
    flex-wrap: wrap;
  }
  .primary {
    flex: 1 1 15rem;
    min-height: 60px;
    font-size: 1.25rem;
  }
  /* Beside the button, or alone in the middle of the line below it. */
  .plain {
    flex: 0 0 auto;
    min-height: 60px;
    margin-inline: auto;
    color: var(--ink-soft);
  }
  .sum {
    color: var(--ink-soft);
    font-size: 0.9375rem;
    text-wrap: pretty;
  }
  fieldset {
    all: unset;
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: 0.25rem 1rem;
  }
  form {
    container-type: inline-size;
  }
  .choices {
    display: grid;
    gap: 1.1rem 1.5rem;
  }
  @container (min-width: 34rem) {
    .choices {
      grid-template-columns: 1fr 1fr;
    }
  }
  .fold {
    display: grid;
    gap: 1.1rem;
    padding-top: 0.5rem;
  }
  summary {
    padding: 0.65rem 0;
    cursor: pointer;
  }
  fieldset .label {
    display: inline-block;
  }
  .stepper {
    display: flex;
    align-items: center;
  }
  .stepper output {
    min-width: 2.2em;
    text-align: center;
    font-size: 1.375rem;
  }
  .stepper button {
    font-size: 1.25rem;
    padding: 0;
  }
  label {
    display: grid;
    gap: 0.3rem;
  }
  .check {
    grid-template-columns: auto 1fr;
    align-items: center;
    min-height: 44px;
    gap: 0.75rem;
    cursor: pointer;
  }
  .check input {
    width: 22px;
    height: 22px;
    margin: 0;
    accent-color: var(--hot);
  }
  input[type='text'] {
    ${fieldBox}
  }
  ::placeholder {
    color: var(--ink-faint);
    opacity: 1;
  }
`;
