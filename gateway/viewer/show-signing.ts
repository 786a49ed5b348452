/** What a person is asked to sign, as elements of the page: all of it in words, and the signature where it is asked for. */
import type { Elements, PageElement } from './dom';
import { labels } from './labels';
import { type Jwk, pointOf, sha256 } from './opener';
import { type Checked, signItem } from './signing';

/** Without a key nothing can be signed. What does not fit is never signed. */
export async function showSigning(make: Elements, checked: readonly Checked[], key?: Jwk): Promise<PageElement> {
  const keyId = key && (await sha256(pointOf(key)));
  return make.element('section', ...checked.map((each) => itemElement(make, each, key && { key, keyId })));
}

interface Signer {
  readonly key: Jwk;
  readonly keyId: string | undefined;
}

function itemElement(make: Elements, { item, words }: Checked, signer: Signer | undefined): PageElement {
  const { element, marked, both, code, row, table } = make;
  if (words === undefined) return marked('record', element('section', marked('mark', both(labels.differs))));
  const shown = element('section', element('p', both(labels.fits)), marked('words', element('p', both(words))));
  shown.append(table(row(labels.message, code(item.message))));
  if (item.keyId !== undefined && item.keyId !== signer?.keyId) {
    shown.append(element('p', both(labels.otherSigner), ' ', code(item.keyId)));
  } else if (signer !== undefined) {
    shown.append(signButton(make, item, signer.key));
  }
  return marked('record', shown);
}

function signButton(make: Elements, item: Checked['item'], key: Jwk): PageElement {
  const { element, both, code, row, table, button } = make;
  const result = element('div');
  const sign = async () => {
    const { keyId, signature } = await signItem(item, key);
    result.replaceChildren(table(row(labels.key, code(keyId)), row(labels.signature, code(signature))));
  };
  const failed = () => result.replaceChildren(both(labels.noKey));
  return element(
    'div',
    button(labels.sign, () => void sign().catch(failed)),
    result,
  );
}
