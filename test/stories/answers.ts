/** Holds each answer that a story gets against its documented form: on a real ledger no answer of a command is left out. */
import { operations } from '../../gateway/api/operations';
import { requireDocumented } from '../gateway/http/documented';

/** Every client of a story asks through `fetch`, so that is where answers are seen. */
export function holdAnswersAgainstForms(): void {
  const ask = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await ask(input, init);
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    // Fabric's nodes have a /healthz of their own; only gateways say what a browser may load.
    if (isJson && response.headers.has('content-security-policy')) {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const text = await response.clone().text();
      requireDocumented(operations, {
        method: init?.method ?? 'GET',
        path: pathname,
        response,
        text,
        isFromLedger: true,
      });
    }
    return response;
  };
}
