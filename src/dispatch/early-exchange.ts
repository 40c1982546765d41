import type { ModemPort, SubmitEvent, SubmitExchange } from './modem-port';

/** An exchange that can be begun before anybody listens: what it tells meanwhile is kept. */
export class EarlyExchange implements SubmitExchange {
  private readonly told: SubmitEvent[] = [];
  private listener: ((event: SubmitEvent) => void) | undefined;
  private readonly exchange: SubmitExchange;

  constructor(modem: ModemPort, length: number) {
    this.exchange = modem.beginSubmit(length, (event) => {
      if (this.listener) this.listener(event);
      else this.told.push(event);
    });
  }

  /** It came to nothing before anybody listened. */
  get isOver(): boolean {
    return this.told.some(({ type }) => type === 'LOST' || type === 'FAILED');
  }

  listen(listener: (event: SubmitEvent) => void): void {
    this.listener = listener;
    for (const event of this.told.splice(0)) listener(event);
  }

  writePdu(pdu: string): void {
    this.exchange.writePdu(pdu);
  }

  abandon(): void {
    this.exchange.abandon();
  }
}
