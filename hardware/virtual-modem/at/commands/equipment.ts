import type { Device } from '../../device/device';
import { cme } from '../results';
import type { CommandTable } from './command';
import { setting } from './settings';

/** 27.007 8.15: `yy/MM/dd,hh:mm:ss` and the zone in quarters of an hour. */
const CLOCK = /^(\d\d)\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)(?:([+-]\d\d))?$/;

const QUARTER = 15 * 60 * 1000;

function readClock({ clock, clockOffset, clockZone }: Device): string {
  const iso = new Date(clock.now() + clockOffset + clockZone * QUARTER).toISOString();
  const zone = `${clockZone < 0 ? '-' : '+'}${String(Math.abs(clockZone)).padStart(2, '0')}`;
  return `"${iso.slice(2, 10).replaceAll('-', '/')},${iso.slice(11, 19)}${zone}"`;
}

function setClock(device: Device, text: string): void {
  const [, year, month, day, hour, minute, second, zone] = CLOCK.exec(text) ?? [];
  const time = Date.parse(`20${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time)) {
    throw cme(50);
  }
  device.clockZone = Number(zone ?? device.clockZone);
  device.clockOffset = time - device.clockZone * QUARTER - device.clock.now();
}

/** Power, clock and battery of the equipment (27.007 section 8). */
export const EQUIPMENT: CommandTable = {
  '+CFUN': {
    test: '(0,1,4),(0,1)',
    read: ({ radio }) => String(radio.functionality),
    set: (device, args) => {
      args.atMost(2);
      const functionality = args.integer(0, 0, 4);
      if (functionality !== 0 && functionality !== 1 && functionality !== 4) {
        throw cme(50);
      }
      if (args.integer(1, 0, 1, 0) === 1) {
        return { afterwards: () => device.housing.restart() };
      }
      const started = device.radio.functionality !== 1 && functionality === 1;
      device.radio.functionality = functionality;
      return {
        afterwards: () => {
          if (started) {
            device.startSim();
          }
          device.radioChanged();
        },
      };
    },
  },
  '+CCLK': {
    read: readClock,
    set: (device, args) => setClock(device, args.string(0)),
  },
  '+CTZU': setting('ctzu', 0, 1),
  '+CTZR': setting('ctzr', 0, 1),
  // 27.007 8.4: on battery 0, charge in per cent; many models add millivolts.
  '+CBC': { execute: () => '0,95,4050' },
};
