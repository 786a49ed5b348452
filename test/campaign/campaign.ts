/** Rounds on one alliance after another: a round that found something may have spoilt its alliance, so the next gets a new one. */
import { beginAlliance, type CampaignAlliance } from './alliance';
import { type Listener, listenAt } from './listener';
import { expectNoViolation, playRound, type Round } from './round';

interface Stage {
  readonly alliance: CampaignAlliance;
  readonly listeners: readonly Listener[];
}

export interface CampaignOptions {
  /** The built package to run, where it is not this one. */
  readonly packageRoot?: string;
  /** Every so many rounds the files are searched, and after the last. */
  readonly searchEvery?: number;
}

export class Campaign {
  #stage: Stage | undefined;
  #rounds = 0;
  readonly #counts = new Map<string, number>();

  constructor(private readonly options: CampaignOptions = {}) {}

  /** Says loudly what this machine leaves out. */
  async begin(): Promise<void> {
    const { packageRoot } = this.options;
    const alliance = await beginAlliance(packageRoot === undefined ? {} : { packageRoot });
    const listeners = ['meadow', 'watchtower'].map((institution) => listenAt(institution, alliance.instances));
    this.#stage = { alliance, listeners };
    for (const missing of alliance.missing) say(`CAMPAIGN WITHOUT ${missing}`);
  }

  /** Throws what the seed violated. */
  async run(seed: number): Promise<void> {
    const round = await this.play(seed);
    if (round.violations.length > 0) await this.end();
    expectNoViolation(round);
  }

  async play(seed: number): Promise<Round> {
    if (this.#stage === undefined) await this.begin();
    const { alliance, listeners } = this.#stage as Stage;
    this.#rounds++;
    const { searchEvery = 20 } = this.options;
    const round = await playRound(alliance, listeners, { seed, searchFiles: this.#rounds % searchEvery === 0 });
    this.#count(round);
    return round;
  }

  async end(): Promise<void> {
    const stage = this.#stage;
    this.#stage = undefined;
    await Promise.all(stage?.listeners.map((listener) => listener.stop()) ?? []);
    await stage?.alliance.end();
  }

  /** How often each fault was inflicted, and each call ended how. */
  summary(): string {
    const counts = [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1));
    return [`${this.#rounds} rounds`, ...counts.map(([what, count]) => `${what}: ${count}`)].join('\n  ');
  }

  #count({ inflicted, recorder }: Round): void {
    const outcomes = recorder.calls.flatMap(({ wish, outcomes }) =>
      outcomes.map((outcome) => {
        const why = outcome.outcome === 'ok' ? '' : ` ${outcome.outcome === 'refused' ? outcome.code : outcome.why}`;
        return `${wish.kind} ${outcome.outcome}${why}`;
      }),
    );
    for (const what of [...inflicted.map(({ kind, target }) => `${kind} ${target}`), ...outcomes]) {
      this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    }
  }
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
