import type { NumericSetting } from '../../device/settings';
import type { CommandHandlers } from './command';

/** A command that keeps one number from `low` to `high`: read, set, and its range. */
export function setting(name: NumericSetting, low: number, high: number): CommandHandlers {
  return {
    test: `(${low}-${high})`,
    read: ({ settings }) => String(settings[name]),
    set: ({ settings }, args) => {
      args.atMost(1);
      settings[name] = args.integer(0, low, high);
    },
  };
}

/** A basic command such as E1: the number behind its letter, 0 where none is (V.250 5.3.1). */
export function basicSetting(name: NumericSetting, high: number): CommandHandlers {
  return {
    set: ({ settings }, args) => {
      settings[name] = args.integer(0, 0, high);
    },
    execute: ({ settings }) => {
      settings[name] = 0;
    },
  };
}
