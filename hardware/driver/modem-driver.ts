import type { Logger } from '../../src/ports';
import type {
  ModemIdentity,
  ModemListener,
  ModemPort,
  ModemStatus,
  PinMemory,
  Registration,
  SimState,
  SubmitEvent,
  SubmitExchange,
} from '../../src/dispatch/modem-port';
import type { Indication } from '../at/indication';
import { cyclePower } from '../power/power-switch';
import { chooseProfile, type Profile } from '../profiles';
import type { Transport } from '../transport/transport';
import { Asker } from './asker';
import { BootWatch } from './boot-watch';
import { CommandChannel } from './channel';
import { RefusedCommand, UnansweredCommand, type Answer, type Command } from './command';
import { Inbox } from './inbox';
import { NetworkTime } from './network-time';
import { OPERATOR_QUERY, readOperator } from './operator';
import { registrationFromIndication, RegistrationReader } from './registration';
import { PORT_MS, PortOpener, type PortOptions } from './port-opener';
import { SimGuard, VolatilePinMemory } from './sim';
import { Subscription } from './subscription';
import { synchronise } from './synchronise';
import { within } from './within';

const QUICK_MS = 5_000;

export interface ModemDriverOptions extends PortOptions {
  logger: Logger;
  /** Without it a PIN is remembered only as long as the driver lives. */
  pinMemory?: PinMemory;
}

/** What is looked at in turn while nothing else happens, the routing first. */
type Look = 'registration' | 'signal' | 'routing' | 'operator' | 'time';
const NEXT_LOOK: Readonly<Record<Look, Look>> = {
  registration: 'routing',
  routing: 'signal',
  signal: 'operator',
  operator: 'time',
  time: 'registration',
};

/** One modem: a port that is opened and closed over and over, and the AT dialogue on it. */
export class ModemDriver implements ModemPort {
  private readonly port: PortOpener;
  private readonly sim: SimGuard;
  private readonly asker: Asker;
  private readonly subscription: Subscription;
  private readonly inbox: Inbox;
  private readonly boots: BootWatch;
  private readonly networkTime: NetworkTime;
  private opening: Promise<Transport> | undefined;
  private transport: Transport | undefined;
  private channel: CommandChannel | undefined;
  private synchronising: Promise<void> | undefined;
  private listener: ModemListener | undefined;
  private overhearer: ((line: string) => void) | undefined;
  private profile: Profile;
  private readonly registrations = new RegistrationReader();
  private known: ModemStatus | undefined;
  /** It was told to be, and has not been seen to have forgotten it. */
  private inPduMode = false;
  private nextLook: Look = 'registration';

  /** Throws when `config.profile` is not known. */
  constructor(private readonly options: ModemDriverOptions) {
    const { config, clock, logger } = options;
    this.profile = chooseProfile(config.profile, '', '');
    this.port = new PortOpener(options);
    this.sim = new SimGuard(config.pin, options.pinMemory ?? new VolatilePinMemory());
    this.asker = new Asker(this.run, () => this.synchronise(), logger);
    this.subscription = new Subscription(this.run, this.asker, logger);
    this.inbox = new Inbox(this.asker, this.subscription, () => this.listener, logger);
    this.boots = new BootWatch(clock);
    this.networkTime = new NetworkTime(this.asker);
  }

  listen(listener: ModemListener): void {
    this.listener = listener;
  }

  /** Sets who is told each line that is neither an answer nor an indication of use here. */
  overhear(overhearer: (line: string) => void): void {
    this.overhearer = overhearer;
  }

  async open(): Promise<void> {
    const { config, clock } = this.options;
    const opening = this.close().then(() => this.port.open());
    this.opening = opening;
    const transport = await opening;
    if (this.opening !== opening) throw new Error(`port ${config.port}: closed while it was being opened`);
    this.opening = undefined;
    this.transport = transport;
    const events = {
      indication: (indication: Indication, pdu?: string) => this.receive(indication, pdu),
      answeredLate: (reference: number) => this.listener?.answeredLate?.(reference),
      echoesAgain: () => this.forgotItsSettings('it echoes again'),
      outOfStep: (reason: string) => this.listener?.disturbed(reason),
      lost: (reason: string) => {
        if (this.transport === transport) this.listener?.lost(`port ${transport.name}: ${reason}`);
      },
    };
    this.channel = new CommandChannel(transport, clock, events, config.answerTimeout);
    this.boots.begin();
  }

  async close(): Promise<void> {
    const { opening } = this;
    this.opening = undefined;
    const transport = this.transport ?? (await opening?.catch(() => undefined));
    this.transport = undefined;
    this.channel?.interrupt('the port is closed');
    this.channel = this.synchronising = undefined;
    if (!transport) return;
    const closing = transport.close();
    await within(this.options.clock, PORT_MS, `port ${transport.name}: could not be closed`, closing).catch(
      (error: unknown) => this.options.logger.warn({ reason: String(error) }, 'the port is left to itself'),
    );
  }

  cyclePower(): Promise<void> {
    const { powerCycle, name } = this.options.config;
    if (!powerCycle) return Promise.reject(new Error('no `powerCycle` is configured'));
    return cyclePower(powerCycle, name);
  }

  /** Whoever asks for it while it is under way gets the same one. */
  synchronise(): Promise<void> {
    this.synchronising ??= this.bringInStep(this.connected()).finally(() => (this.synchronising = undefined));
    return this.synchronising;
  }

  private async bringInStep(channel: CommandChannel): Promise<void> {
    const format = await synchronise(channel, this.options.clock);
    if (format === undefined || this.isStillSetUp(format)) this.inbox.resume();
  }

  /** A modem whose power failed for a moment need not say so; in text mode it would take a PDU for a text. */
  private isStillSetUp(format: string | undefined): boolean {
    if (!this.inPduMode || format === undefined || format === '0') return true;
    this.forgotItsSettings(`AT+CMGF? was answered by ${format}`);
    return false;
  }

  private forgotItsSettings(sign: string): void {
    this.inPduMode = false;
    this.rebooted(`without a banner: ${sign}`);
  }

  async configure(): Promise<ModemIdentity> {
    const { echo } = this.connected();
    this.inPduMode = false;
    this.asker.reset();
    echo.expect();
    await this.tolerate({ text: 'ATE0', limit: QUICK_MS });
    echo.watch();
    await this.tolerate({ text: 'AT+CMEE=1', limit: QUICK_MS });
    const manufacturer = await this.identify('+CGMI');
    const model = await this.identify('+CGMM');
    const revision = await this.identify('+CGMR');
    const imei = await this.identify('+CGSN');
    this.profile = chooseProfile(this.options.config.profile, manufacturer, model);
    await this.tolerate({ text: 'AT+CREG=1', limit: QUICK_MS });
    this.known = undefined;
    this.nextLook = 'registration';
    this.networkTime.reset(this.profile.networkTime);
    while (this.wantsTime && (await this.networkTime.request()));
    this.inbox.reset();
    this.inbox.reportMemory = this.profile.reportMemory;
    if (this.profile.quieten) await this.tolerate({ text: this.profile.quieten, limit: QUICK_MS });
    echo.rule();
    return { manufacturer, model, revision, imei, profile: this.profile.name };
  }

  checkSim(): Promise<SimState> {
    return this.sim.check(this.run, this.asker, this.profile);
  }

  registration(): Promise<Registration> {
    return this.registrations.read(this.asker.ask);
  }

  async subscribe(): Promise<void> {
    this.inbox.acknowledges = await this.subscription.begin();
    this.inPduMode = true;
    await this.drain();
  }

  private async drain(): Promise<void> {
    try {
      await this.inbox.drain();
    } catch (error) {
      if (!(error instanceof RefusedCommand)) throw error;
      this.options.logger.warn({ reason: error.message }, 'stored messages could not be read');
    }
  }

  async status(): Promise<ModemStatus> {
    const look = this.nextLook === 'time' && !this.wantsTime ? NEXT_LOOK.time : this.nextLook;
    this.nextLook = NEXT_LOOK[look];
    try {
      return await this.take(look);
    } catch (error) {
      // it was not looked at: a message that failed meanwhile makes whatever waits be asked anew
      this.nextLook = look;
      throw error;
    }
  }

  private async take(look: Look): Promise<ModemStatus> {
    // A modem whose indication was left unacknowledged stops handing over what comes (27.005 3.4.1).
    if (look === 'routing' && (await this.subscription.renewIfLapsed())) {
      const format = await this.tolerate({ text: 'AT+CMGF?', answer: '+CMGF', limit: QUICK_MS });
      if (this.isStillSetUp(format?.[0]?.values.trim())) await this.drain();
    }
    const { known } = this;
    if (look === 'time' || (!known && this.wantsTime)) await this.lookAtTime();
    return (this.known = {
      registration: known && look !== 'registration' ? known.registration : await this.registration(),
      signal: known && look !== 'signal' ? known.signal : await this.signal(),
      operator: known && look !== 'operator' ? known.operator : await this.operator(),
    });
  }

  private get wantsTime(): boolean {
    return this.listener?.wantsTime?.() === true;
  }

  private async lookAtTime(): Promise<void> {
    if (await this.networkTime.request()) return void (this.nextLook = 'time');
    const time = await this.networkTime.read();
    if (time !== undefined) this.listener?.time?.(time);
  }

  /** The operator of the network, by name or by number; null when not known. */
  async operator(): Promise<string | null> {
    return readOperator(await this.tolerate(OPERATOR_QUERY));
  }

  /** 0..31 (27.007 8.5), null when not known. */
  async signal(): Promise<number | null> {
    const answer = await this.tolerate({ text: 'AT+CSQ', answer: '+CSQ', limit: QUICK_MS });
    const strength = /^(\d+)/.exec(answer?.[0]?.values ?? '')?.[1];
    return strength === undefined || Number(strength) > 31 ? null : Number(strength);
  }

  async reset(): Promise<void> {
    const channel = this.connected();
    channel.interrupt('the modem is being reset');
    await channel.runOutOfStep({ text: 'AT+CFUN=1,1', limit: QUICK_MS });
    this.boots.begin();
  }

  beginSubmit(length: number, tell: (event: SubmitEvent) => void): SubmitExchange {
    if (this.channel) return this.channel.beginSubmit(length, tell);
    tell({ type: 'LOST', detail: 'the port is closed' });
    return { writePdu: () => undefined, abandon: () => undefined };
  }

  /** Resolves to nothing where the modem says no, or lets this command pass without an answer. */
  tolerate(command: Command): Promise<Answer[] | undefined> {
    return this.asker.tolerate(command);
  }

  /** Rejects with RefusedCommand or UnansweredCommand. */
  readonly run = async (command: Command): Promise<Answer[]> => this.connected().run(command);

  private async identify(name: string): Promise<string> {
    const answers = await this.tolerate({ text: `AT${name}`, answer: name, bare: true, limit: QUICK_MS });
    return (answers ?? []).map(({ values }) => values.replaceAll('"', '').trim()).join(' ');
  }

  private receive(indication: Indication, pdu?: string): void {
    switch (indication.kind) {
      case 'booted':
      case 'bootStep':
        if (this.boots.isReboot(indication)) this.rebooted(indication.line);
        break;
      case 'registration':
        this.nextLook = 'registration';
        this.listener?.registration(registrationFromIndication(indication.values));
        break;
      case 'networkTime':
        // Some tell it in UTC and some in local time, some only the zone: the modem's clock is set by it.
        if (this.wantsTime) this.nextLook = 'time';
        break;
      case 'supply':
        this.options.logger.warn({ line: indication.line }, 'the modem complains about its power supply');
        break;
      case 'other':
        this.overhearer?.(indication.line);
        this.options.logger.debug({ line: indication.line }, 'indication of no use here');
        break;
      case 'reportFollows':
      case 'messageFollows':
      case 'otherFollows':
      case 'reportStored':
      case 'messageStored':
      case 'memoryFull':
        this.inbox.receive(indication, pdu);
        break;
    }
  }

  private rebooted(banner: string): void {
    this.channel?.cutOff(`the modem rebooted (${banner})`);
    this.listener?.rebooted(banner);
  }

  private connected(): CommandChannel {
    if (!this.channel) throw new UnansweredCommand('the port is closed');
    return this.channel;
  }
}
