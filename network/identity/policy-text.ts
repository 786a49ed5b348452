/**
 * The text form of signature policies, as on `peer lifecycle chaincode … --signature-policy`:
 *
 *     AND('Harbour.peer', OutOf(2, 'Keystone.peer', 'Meadow.peer', OR('Orchard.peer', 'Orchard.admin')))
 *
 * Takes what Fabric's `common/policydsl` takes, short of the expression language behind it.
 */
import type { Role } from './identity';
import type { SignaturePolicy } from './policy';

const tokenPattern = /(?:([A-Za-z]+)|(\d+)|'([^']*)'|"([^"]*)"|([(),]))\s*/gy;
const principalPattern = /^(?<mspId>[A-Za-z0-9.-]+)\.(?<role>admin|member|client|peer|orderer)$/;
/** Not `and` and `or`: they are operators to Fabric 3.1, which refuses them here. */
const gates = new Map<string, 'and' | 'or' | 'outOf'>([
  ...['AND', 'And'].map((word) => [word, 'and'] as const),
  ...['OR', 'Or'].map((word) => [word, 'or'] as const),
  ...['OUTOF', 'OutOf', 'outof'].map((word) => [word, 'outOf'] as const),
]);

interface Token {
  readonly kind: 'word' | 'quoted' | 'number' | 'mark' | 'unreadable' | 'end';
  readonly text: string;
  /** The place of its first character in the trimmed policy, counted from 1. */
  readonly position: number;
}

/** Throws an Error that says in which policy and where something else was expected. */
export function parsePolicy(text: string): SignaturePolicy {
  return new Parser(text.trim()).whole();
}

function tokenize(policy: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const [whole, word, number, single, double = single, mark = ''] of policy.matchAll(tokenPattern)) {
    const position = end + 1;
    if (word !== undefined) tokens.push({ kind: 'word', text: word, position });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, position });
    else if (double !== undefined) tokens.push({ kind: 'quoted', text: double, position });
    else tokens.push({ kind: 'mark', text: mark, position });
    end += whole.length;
  }
  const rest = policy.slice(end);
  tokens.push({ kind: rest === '' ? 'end' : 'unreadable', text: rest, position: end + 1 });
  return tokens;
}

class Parser {
  private readonly tokens: Token[];

  constructor(private readonly policy: string) {
    this.tokens = tokenize(policy);
  }

  whole(): SignaturePolicy {
    const policy = this.gate();
    this.take('the end of the policy', ({ kind }) => kind === 'end');
    return policy;
  }

  private gate(): SignaturePolicy {
    const gate = gates.get(this.take('AND, OR or OutOf', ({ kind, text }) => kind === 'word' && gates.has(text)).text);
    this.mark('(');
    const count = gate === 'outOf' ? this.count() : undefined;
    const rules = [this.rule()];
    while (this.isNext(',')) {
      this.mark(',');
      rules.push(this.rule());
    }
    this.mark(')');
    const n = count ? Number(count.text) : gate === 'and' ? rules.length : 1;
    // One too many is Fabric's way to write a policy that nobody satisfies.
    if (count && n > rules.length + 1) throw this.unexpected(count, `at most ${rules.length + 1}`);
    return { kind: 'outOf', n, rules };
  }

  private count(): Token {
    // Fabric takes the number in quotes as well.
    const count = this.take('a number of rules', ({ text }) => /^\d+$/.test(text));
    this.mark(',');
    return count;
  }

  private rule(): SignaturePolicy {
    if (this.tokens[0]?.kind === 'word') return this.gate();
    const principal = this.take(
      "a gate or 'MSP.role' with role member, admin, client, peer or orderer",
      ({ kind, text }) => kind === 'quoted' && principalPattern.test(text),
    );
    const { mspId = '', role } = principalPattern.exec(principal.text)?.groups ?? {};
    return { kind: 'signedBy', mspId, role: role as Role };
  }

  private mark(mark: string): void {
    this.take(`"${mark}"`, () => this.isNext(mark));
  }

  private isNext(mark: string): boolean {
    const [next] = this.tokens;
    return next?.kind === 'mark' && next.text === mark;
  }

  private take(what: string, isRight: (token: Token) => boolean): Token {
    const [token] = this.tokens;
    if (token === undefined || !isRight(token)) throw this.unexpected(token, what);
    this.tokens.shift();
    return token;
  }

  private unexpected(token: Token | undefined, what: string): Error {
    const found = token === undefined || token.kind === 'end' ? 'its end' : `"${token.text}"`;
    return new Error(`policy ${this.policy}: expected ${what} at character ${token?.position}, found ${found}`);
  }
}
