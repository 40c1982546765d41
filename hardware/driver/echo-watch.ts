/** Tells a modem that was told ATE0 and echoes again: it has forgotten its settings. Some never cease to echo. */
export class EchoWatch {
  private phase: 'expected' | 'watching' | 'off' = 'expected';
  private seen = false;

  constructor(private readonly onReturn: () => void) {}

  /** Until `watch`, an echo tells nothing. */
  expect(): void {
    this.phase = 'expected';
  }

  /** ATE0 was answered. */
  watch(): void {
    this.phase = 'watching';
    this.seen = false;
  }

  /** Several commands later it is known whether this one obeys. */
  rule(): void {
    this.phase = this.seen ? 'expected' : 'off';
  }

  /** A command came back. */
  heard(): void {
    this.seen = true;
    if (this.phase !== 'off') return;
    this.phase = 'expected';
    this.onReturn();
  }
}
