import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AccountConfig } from '../config/types';
import { UnavailableError } from '../submission/submission';
import { BoundedMap } from './bounded-map';
import { LockOut } from './lock-out';
import { networkOf } from './network';
import { TryLaterError } from './try-later';
import { nobodysHash, parseHash, verifyPassword, type PasswordHash } from './password-hash';

/** One account, guessed at from one network. */
const PAIR = { free: 10, first: 1_000, longest: 60_000 };
/** One network that guesses at accounts which it never got into. */
const NETWORK = { free: 30, first: 1_000, longest: 300_000 };
/** One account, guessed at from many networks which never got into it. */
const ACCOUNT = { free: 100, first: 1_000, longest: 300_000 };

/** Pairs of network and account that are known to belong together, and those that gave a wrong password, at most. */
const MOST_PAIRS = 4_096;
/** Wrong passwords of one pair that are known again: a device with an old password does not guess. */
const KNOWN_WRONG = 4;
/** Hashed passwords that wait to be looked at, at most: one is at a time, for what it costs. */
const MOST_WAITING = 32;
/** A name that is longer is nobody's, and not kept. */
const LONGEST_NAME = 200;

interface Entry {
  account: AccountConfig;
  /** Of the right password; of a hashed one, once it was given. */
  digest: Buffer | undefined;
  hash: PasswordHash | undefined;
}

/**
 * The accounts, and whether a username and password are one of them. It takes the same time for any wrong password, and
 * guesses are answered slower and slower.
 * @param now milliseconds of a clock that never goes back
 */
export class Credentials {
  private readonly key = randomBytes(32).toString('hex');
  private readonly accounts = new Map<string, Entry>();
  private readonly nobody = randomBytes(32);
  private readonly nobodysHash: PasswordHash | undefined;
  private readonly trusted = new BoundedMap<true>(MOST_PAIRS);
  private readonly wrong = new BoundedMap<Buffer[]>(MOST_PAIRS);
  private readonly pairs: LockOut;
  private readonly networks: LockOut;
  private readonly names: LockOut;
  private looking: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(accounts: readonly AccountConfig[], now: () => number) {
    for (const account of accounts) {
      const parsed = parseHash(account.password);
      const digest = parsed ? undefined : this.digest(account.password);
      this.accounts.set(account.username, { account, digest, hash: parsed });
      if (parsed) this.nobodysHash ??= nobodysHash();
    }
    this.pairs = new LockOut(PAIR, now);
    this.networks = new LockOut(NETWORK, now);
    this.names = new LockOut(ACCOUNT, now);
  }

  /**
   * The account, or nothing where they are wrong. A promise only where a hash must be computed.
   * @param address of the client
   * @throws TryLaterError while nothing is looked at, not even the right password; UnavailableError where too many hashed
   *   ones wait
   */
  check(
    username: string,
    password: string,
    address: string,
  ): AccountConfig | undefined | Promise<AccountConfig | undefined> {
    const known = this.accounts.get(username);
    const network = networkOf(address);
    const pair = `${network} ${known ? username : username.slice(0, LONGEST_NAME)}`;
    const digest = this.digest(password);
    // Nothing is learnt from what was wrong before, and nothing said.
    const isKnownWrong = this.wrong.get(pair)?.some((each) => timingSafeEqual(each, digest)) === true;
    if (password === '' || isKnownWrong) return undefined;
    this.requirePatience(pair, network, username);

    const isRight = timingSafeEqual(digest, known?.digest ?? this.nobody);
    if (isRight && known) return this.welcome(known, pair);
    const slow = known ? known.hash : this.nobodysHash;
    if (!slow) return this.refuse(known, { pair, network, digest });
    return this.look(password, slow).then((matches) => {
      if (!matches || !known) return this.refuse(known, { pair, network, digest });
      known.digest = digest;
      return this.welcome(known, pair);
    });
  }

  /** Reads an `Authorization: Basic` header (RFC 7617, UTF-8). Otherwise as `check`. */
  checkBasic(header: string | undefined, address: string): ReturnType<Credentials['check']> {
    const encoded = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? '')?.[1];
    if (encoded === undefined) return undefined;
    const pair = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    return colon < 0 ? undefined : this.check(pair.slice(0, colon), pair.slice(colon + 1), address);
  }

  /** Who got in before waits only for the guesses at that account from where it is. */
  private requirePatience(pair: string, network: string, username: string): void {
    const others = this.trusted.has(pair)
      ? 0
      : Math.max(this.networks.wait(network), this.names.wait(username));
    const wait = Math.max(this.pairs.wait(pair), others);
    if (wait > 0) throw new TryLaterError('too many wrong passwords', wait);
  }

  private welcome({ account }: Entry, pair: string): AccountConfig {
    if (!this.trusted.has(pair)) this.trusted.set(pair, true);
    this.pairs.clear(pair);
    return account;
  }

  private refuse(
    known: Entry | undefined,
    { pair, network, digest }: { pair: string; network: string; digest: Buffer },
  ): undefined {
    this.wrong.set(pair, [digest, ...(this.wrong.get(pair) ?? [])].slice(0, KNOWN_WRONG));
    this.networks.fail(network);
    if (!known) return;
    this.pairs.fail(pair);
    this.names.fail(known.account.username);
  }

  private look(password: string, known: PasswordHash): Promise<boolean> {
    if (this.waiting >= MOST_WAITING) throw new UnavailableError('too many passwords wait to be checked');
    this.waiting++;
    const turn = this.looking.then(() => verifyPassword(password, known)).finally(() => void this.waiting--);
    this.looking = turn.catch(() => undefined);
    return turn;
  }

  /** Of one length for passwords of any, and different in every process. */
  private digest(password: string): Buffer {
    return hash('sha256', this.key + password, 'buffer');
  }
}
