import { clusterStart } from './alphabet/clusters';
import { DEFAULT_TABLES, ESCAPE, MAX_TEXT, type Gsm7Tables, writeSeptets } from './alphabet/gsm7';
import type { Alphabet } from './dcs';
import type { HexWriter } from './hex-writer';
import { fillBitsAfter, packSeptets, septetsOfHeader } from './septets';

/** Octets that TP-UD has room for in SMS-SUBMIT and SMS-DELIVER (23.040 9.2.3.24). */
export const USER_DATA_OCTETS = 140;

const USER_DATA_SEPTETS = 160;

/** In every locking shift table: the one character that makes a cluster with one before it, where none combines. */
const LINE_FEED = 0x0a;

/** What a message carries, in the units of its alphabet: septets, UCS2 units or octets. */
export interface Body {
  readonly alphabet: Alphabet;
  readonly units: number;
  /** Units that TP-UD has room for beside a header of so many octets, UDHL included. */
  room(header: number): number;
  /** The last place up to `end` where a cut breaks no character. */
  characterCut(end: number): number;
  /** The last place up to `end` where a cut breaks no grapheme cluster; 0 where there is none. */
  clusterCut(end: number): number;
  /** TP-UDL of so many units behind a header of so many octets. */
  lengthOf(units: number, header: number): number;
  /** Writes the units from `start` up to `end`, behind a header of so many octets. */
  write(start: number, end: number, writer: HexWriter, header: number): void;
}

/** Of the one SeptetBody in use: an array made for each text would take longer than all the rest. */
const septetsOfText = new Uint8Array(MAX_TEXT * 2);

/** Text in the GSM 7 bit alphabet. Good until the next one is made. */
export class SeptetBody implements Body {
  readonly alphabet = '7bit';
  private readonly septets = septetsOfText;

  private constructor(
    private readonly text: string,
    readonly tables: Gsm7Tables,
    readonly units: number,
  ) {}

  /** Undefined where `tables` lack a character of `text`, which has at most MAX_TEXT units. */
  static of(text: string, tables: Gsm7Tables = DEFAULT_TABLES): SeptetBody | undefined {
    const count = writeSeptets(text, septetsOfText, tables);
    return count < 0 ? undefined : new SeptetBody(text, tables, count);
  }

  room(header: number): number {
    return USER_DATA_SEPTETS - septetsOfHeader(header);
  }

  characterCut(end: number): number {
    return this.septets[end - 1] === ESCAPE ? end - 1 : end;
  }

  clusterCut(end: number): number {
    let cut = this.characterCut(end);
    if (!this.tables.combining && this.septets[cut] !== LINE_FEED) {
      return cut;
    }
    const index = this.charactersBefore(cut);
    for (let start = clusterStart(this.text, index); start < index; start++) {
      cut -= this.septets[cut - 2] === ESCAPE ? 2 : 1;
    }
    return cut;
  }

  lengthOf(units: number, header: number): number {
    return septetsOfHeader(header) + units;
  }

  write(start: number, end: number, writer: HexWriter, header: number): void {
    packSeptets(this.septets, start, end, writer, fillBitsAfter(header));
  }

  /** An escape and what follows it are one character; no character is an escape. */
  private charactersBefore(end: number): number {
    let characters = 0;
    for (let index = 0; index < end; index++) {
      if (this.septets[index] !== ESCAPE) {
        characters++;
      }
    }
    return characters;
  }
}

/** Text in UCS2, carried as UTF-16BE. */
export class Ucs2Body implements Body {
  readonly alphabet = '16bit';

  readonly units: number;

  constructor(private readonly text: string) {
    this.units = text.length;
  }

  room(header: number): number {
    return (USER_DATA_OCTETS - header) >> 1;
  }

  characterCut(end: number): number {
    const { text } = this;
    const split =
      (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(end) & 0xfc00) === 0xdc00;
    return split ? end - 1 : end;
  }

  clusterCut(end: number): number {
    return clusterStart(this.text, this.characterCut(end));
  }

  lengthOf(units: number, header: number): number {
    return header + units * 2;
  }

  write(start: number, end: number, writer: HexWriter): void {
    writer.units(this.text, start, end);
  }
}

/** Octets that mean what the sender and the receiver agreed on. */
export class OctetBody implements Body {
  readonly alphabet = '8bit';

  readonly units: number;

  constructor(private readonly octets: Uint8Array) {
    this.units = octets.length;
  }

  room(header: number): number {
    return USER_DATA_OCTETS - header;
  }

  characterCut(end: number): number {
    return end;
  }

  clusterCut(end: number): number {
    return end;
  }

  lengthOf(units: number, header: number): number {
    return header + units;
  }

  write(start: number, end: number, writer: HexWriter): void {
    writer.octets(this.octets.subarray(start, end));
  }
}
