/** Shows what a person is asked to sign, as elements of the page: all of it in words, and the signature on request. */
import { decodeBase64url } from '../../chaincode/api/base64url';
import type { Elements, PageElement } from './dom';
import { findMentions, findSigner, type HeldKey, type HeldKeys, type Mention, signedIn } from './held-keys';
import { labels } from './labels';
import { sha256 } from './opener';
import { type Checked, signItem } from './signing';

/** Without a key nothing can be signed. A text that does not fit, or names a key that is not the person's, is never signed. */
export async function showSigning(make: Elements, checked: readonly Checked[], held: HeldKeys): Promise<PageElement> {
  return make.element('section', ...(await Promise.all(checked.map((each) => showItem(make, each, held)))));
}

async function showItem(make: Elements, { item, words }: Checked, held: HeldKeys): Promise<PageElement> {
  const { element, marked, both, code, row, table } = make;
  if (words === undefined) return marked('record', element('section', marked('mark', both(labels.differs))));
  const mentions = findMentions(item, held);
  return marked(
    'record',
    element(
      'section',
      element('p', both(labels.fits)),
      marked('words', element('p', both(words))),
      table(
        ...(await numberRows(make, item.message)),
        ...mentions.map((mention) => row(labels[mention.member], ...showMention(make, mention))),
        row(labels.message, code(item.message)),
      ),
      ...signing(make, item, mentions, held),
    ),
  );
}

/** Under which the ledger will have what is signed: they follow from the text, whoever says something else. */
async function numberRows({ row, code }: Elements, message: string): Promise<readonly PageElement[]> {
  const { channel, lenderKey } = signedIn(message);
  const point = typeof lenderKey === 'string' ? decodeBase64url(lenderKey) : undefined;
  const identifier = async (bytes: Uint8Array) => code((await sha256(bytes)).slice(0, 32));
  return [
    row(labels.channel, code(String(channel))),
    row(labels.textId, await identifier(new TextEncoder().encode(message))),
    ...(point === undefined ? [] : [row(labels.recordId, await identifier(point))]),
  ];
}

function showMention({ element, both, code, finding }: Elements, { value, standing }: Mention): readonly PageElement[] {
  if (standing === 'NOT_COMPARED') return [code(value), element('div', both(labels.notCompared))];
  const isYours = standing === 'YOURS';
  return [code(value), finding(isYours, isYours ? labels.yours : labels.notYours)];
}

function signing(make: Elements, item: Checked['item'], mentions: readonly Mention[], held: HeldKeys): PageElement[] {
  const { element, marked, both, code } = make;
  const needed = mentions.filter(({ isRequired }) => isRequired);
  if (needed.some(({ standing }) => standing === 'NOT_YOURS')) {
    return [element('p', marked('mark', both(labels.foreignKey)))];
  }
  if (Object.keys(held).length === 0) return [];
  const signer = findSigner(item, held);
  if (signer === undefined) {
    return item.keyId === undefined ? [] : [element('p', both(labels.otherSigner), ' ', code(item.keyId))];
  }
  const isCompared = needed.every(({ standing }) => standing === 'YOURS');
  return [isCompared ? signButton(make, item, signer) : element('p', marked('mark', both(labels.chooseKeys)))];
}

function signButton(make: Elements, item: Checked['item'], { jwk }: HeldKey): PageElement {
  const { element, both, code, row, table, button } = make;
  const result = element('div');
  const sign = async () => {
    const { keyId, signature } = await signItem(item, jwk);
    result.replaceChildren(table(row(labels.key, code(keyId)), row(labels.signature, code(signature))));
  };
  const failed = () => result.replaceChildren(both(labels.noKey));
  return element(
    'div',
    button(labels.sign, () => void sign().catch(failed)),
    result,
  );
}
