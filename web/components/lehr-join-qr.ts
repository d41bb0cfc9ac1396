import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import { renderSVG } from 'uqr';
import { strings } from '../strings/language.ts';
import { shared } from '../styles/shared.ts';

/**
 * How to join: a code for phones and the address for those who type.
 *
 * @property address   absolute URL of the donate page
 */
@customElement('lehr-join-qr')
export class LehrJoinQr extends LitElement {
  static override styles = [
    shared,
    css`
      .code {
        background: #ffffff;
        border-radius: 3px;
        aspect-ratio: 1;
        padding: 4%;
      }
      svg {
        display: block;
        width: 100%;
        height: 100%;
      }
      .address {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property() address = '';

  protected override render() {
    if (!this.address) return nothing;
    // Dark on white in both themes: cameras do not read the other way round. The quiet zone is part of the code.
    const code = renderSVG(this.address, {
      border: 2,
      ecc: 'M',
      whiteColor: '#ffffff',
      blackColor: '#14100d',
    });
    return html`<div class="code" role="img" aria-label=${strings.kiosk.qr(this.address)} data-testid="join-qr" data-address=${this.address}>
      ${unsafeSVG(code)}
    </div>`;
  }
}
