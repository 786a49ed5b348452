/** The steps of a long undertaking: how long each took, told as they end, and which one failed. */
import { SettingsWrong } from '../settings-file';

export interface Step {
  readonly name: string;
  readonly ms: number;
}

export class Steps {
  readonly #done: Step[] = [];

  constructor(
    private readonly ended: (step: Step) => void = () => {},
    private readonly begun: (name: string) => void = () => {},
  ) {}

  get done(): readonly Step[] {
    return this.#done;
  }

  /** Rejects with the step's name before the reason; a file that is wrong is named first. */
  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    this.begun(name);
    try {
      const result = await work();
      const step = { name, ms: Math.round(performance.now() - start) };
      this.#done.push(step);
      this.ended(step);
      return result;
    } catch (error) {
      if (error instanceof SettingsWrong) throw error;
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}
