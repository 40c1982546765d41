import type { Logger } from '../../src/ports';
import { OverdueCommand, RefusedCommand, type Answer, type Command } from './command';

type Run = (command: Command) => Promise<Answer[]>;

/** Asks what a modem may do without: one that answers everything but this command is not kept out for it. */
export class Asker {
  private readonly answered = new Set<string>();
  private readonly passedOver = new Set<string>();

  constructor(
    private readonly run: Run,
    /** Rejects where the modem answers nothing else either. */
    private readonly synchronise: () => Promise<void>,
    private readonly logger: Logger,
  ) {}

  /** Another modem may be there now: all is asked again. */
  reset(): void {
    this.answered.clear();
    this.passedOver.clear();
  }

  /**
   * As `run`, but a command that this modem never answered, while it answers AT, counts as refused, and is not written
   * again. One that it did answer before is a modem that hangs.
   */
  readonly ask = async (command: Command): Promise<Answer[]> => {
    const name = command.text.replace(/=(?!\?).*/, '=');
    if (this.passedOver.has(name)) throw silence(name);
    try {
      const answers = await this.run(command);
      this.answered.add(name);
      return answers;
    } catch (error) {
      if (error instanceof RefusedCommand) this.answered.add(name);
      if (!(error instanceof OverdueCommand) || this.answered.has(name)) throw error;
      await this.synchronise();
      this.passedOver.add(name);
      this.logger.warn({ command: name }, `the modem does not answer ${name}; it is left out from now on`);
      throw silence(name);
    }
  };

  /** As `ask`, but resolves to nothing where the modem says no. */
  async tolerate(command: Command): Promise<Answer[] | undefined> {
    try {
      return await this.ask(command);
    } catch (error) {
      if (error instanceof RefusedCommand) return undefined;
      throw error;
    }
  }
}

const silence = (name: string) => new RefusedCommand(name, { kind: 'ERROR', text: 'silence' });
