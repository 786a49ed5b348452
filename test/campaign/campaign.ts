/** Rounds on one alliance after another: a round that found something may have spoilt its alliance, so the next gets a new one. */
import type { LedgerEvent } from '../../chaincode/api/events';
import { beginAlliance, type CampaignAlliance } from './alliance';
import { checkFiles, checkLogs } from './checks/files';
import { type Listener, listenAt } from './listener';
import { type Pause, pausesText } from './pauses';
import { playRound, type Round, violationsText } from './round';
import type { Violation } from './violation';

interface Stage {
  readonly alliance: CampaignAlliance;
  readonly listeners: readonly Listener[];
}

export interface CampaignOptions {
  /** The built package to run, where it is not this one. */
  readonly packageRoot?: string;
}

export class Campaign {
  #stage: Stage | undefined;
  #rounds = 0;
  readonly #counts = new Map<string, number>();
  readonly #pauses: Pause[] = [];

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
    const began = Date.now();
    const round = await this.play(seed);
    const found = violationsText(round);
    say(found ?? `seed ${seed}: nothing found in ${Date.now() - began} ms`);
    if (found === undefined) return;
    await this.end();
    throw new Error(found);
  }

  async play(seed: number): Promise<Round> {
    if (this.#stage === undefined) await this.begin();
    const { alliance, listeners } = this.#stage as Stage;
    this.#rounds++;
    const round = await playRound(alliance, listeners, seed);
    this.#count(round);
    return round;
  }

  /** Personal values in what the alliance has written since it began, and ends of processes that nobody wished. */
  violationsInFiles(): readonly Violation[] {
    return this.#stage === undefined
      ? []
      : [...checkFiles(this.#stage.alliance.folder), ...checkLogs(this.#stage.alliance.folder)];
  }

  async end(): Promise<void> {
    const stage = this.#stage;
    this.#stage = undefined;
    for (const { event } of stage?.alliance.following.chain.events ?? []) this.#note(`ledger: ${kindOf(event)}`);
    await Promise.all(stage?.listeners.map((listener) => listener.stop()) ?? []);
    await stage?.alliance.end();
  }

  /** How often each fault was inflicted, how calls ended, what came to be on the ledgers that have ended, and how commits paused. */
  summary(): string {
    const counts = [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1));
    const lines = counts.map(([what, count]) => `${what}: ${count}`);
    return [`${this.#rounds} rounds`, ...lines, ...pausesText(this.#pauses)].join('\n  ');
  }

  #count({ inflicted, recorder, pauses }: Round): void {
    this.#pauses.push(...pauses);
    const outcomes = recorder.calls.flatMap(({ wish, outcomes }) =>
      outcomes.map((outcome) => {
        const why = outcome.outcome === 'ok' ? '' : ` ${outcome.outcome === 'refused' ? outcome.code : outcome.why}`;
        return `${wish.kind} ${outcome.outcome}${why}`;
      }),
    );
    for (const { kind, target } of inflicted) this.#note(`${kind} ${target}`);
    for (const outcome of outcomes) this.#note(outcome);
  }

  #note(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}

function kindOf(event: LedgerEvent): string {
  const details = [
    event.name,
    ...('eventName' in event ? [event.eventName] : []),
    ...(event.name === 'ExchangeEndedEvent' ? [event.status] : []),
  ];
  return details.join(' ');
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
