/**
 * The oblivious function: questions of a hundred numbers with one proof against a hundred questions of one, as an evaluator
 * answers them and as an asker checks and finalises them. No network: what is on it is counted elsewhere.
 */
import { randomBytes } from 'node:crypto';
import { type Evaluated, voprf } from '../../gateway/subjects/voprf';
import { interleaved, ratios, spread } from './interleaved';
import { median } from './measure';

const count = 100;
const key = { seed: randomBytes(32).toString('base64url'), info: 'bench' };

interface Question {
  readonly inputs: readonly string[];
  readonly blinds: readonly string[];
  readonly blinded: readonly string[];
}

/** Milliseconds. */
interface Cell {
  readonly evaluate: number;
  readonly check: number;
  readonly finalise: number;
}

export async function benchVoprf({ rounds }: { readonly rounds: number }): Promise<void> {
  const publicKey = await voprf.derivePublicKey(key);
  const begun = performance.now();
  const all = await newQuestion(count);
  const blindMs = performance.now() - begun;
  const singles = all.inputs.map((_, index) => pickPart(all, index));
  const together = () => measureCell(publicKey, [all]);
  const apart = () => measureCell(publicKey, singles);
  await together();
  await apart();
  const { ours, theirs } = await interleaved(rounds, together, apart);
  console.log(`\nVOPRF of ${count} numbers, ms of one core; blinding them ${blindMs.toFixed(0)}`);
  const line = (title: string, of: (cell: Cell) => number, aim = '') => {
    const [batch, single] = [ours.map(of), theirs.map(of)] as const;
    const medians = `one question ${median(batch).toFixed(0)}, ${count} questions ${median(single).toFixed(0)}`;
    console.log(`  ${title.padEnd(18)} ${medians}, ratio ${spread(ratios(batch, single))}${aim}`);
  };
  line('evaluate and prove', ({ evaluate }) => evaluate);
  line('check', ({ check }) => check);
  line('both', ({ evaluate, check }) => evaluate + check, '   (aim: 0.4)');
  line('finalise', ({ finalise }) => finalise);
}

async function newQuestion(size: number): Promise<Question> {
  const inputs = Array.from({ length: size }, () => randomBytes(9).toString('hex'));
  // Below the group's order, whatever the rest is.
  const blinds = inputs.map(() => Buffer.concat([randomBytes(31), Buffer.of(1)]).toString('base64url'));
  return { inputs, blinds, blinded: await voprf.blind(inputs, blinds) };
}

function pickPart({ inputs, blinds, blinded }: Question, index: number): Question {
  const at = (all: readonly string[]) => all.slice(index, index + 1);
  return { inputs: at(inputs), blinds: at(blinds), blinded: at(blinded) };
}

async function measureCell(publicKey: string, questions: readonly Question[]): Promise<Cell> {
  const answers: Evaluated[] = [];
  const evaluate = await taking(async () => {
    for (const { blinded } of questions) answers.push((await voprf.evaluate(key, blinded)) ?? noElement());
  });
  const pairs = questions.map((question, index) => ({ question, answer: answers[index] ?? noElement() }));
  const check = await taking(async () => {
    for (const { question, answer } of pairs) {
      if (!(await voprf.isProven(publicKey, question.blinded, answer))) throw new Error('a proof does not hold');
    }
  });
  const finalise = await taking(async () => {
    for (const { question, answer } of pairs) {
      const { inputs, blinds } = question;
      const all = inputs.map((input, index) => ({
        input,
        blind: blinds[index] ?? '',
        evaluated: answer.evaluated[index] ?? '',
      }));
      await voprf.finalise(all);
    }
  });
  return { evaluate, check, finalise };
}

async function taking(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function noElement(): never {
  throw new Error('the blinded value is no element');
}
